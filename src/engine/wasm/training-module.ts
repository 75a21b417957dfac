/** The compiled training kernels: which build this V8 takes, and whether it joins 128-bit operations into 256-bit ones. */
import { setFlagsFromString } from 'node:v8';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { plain, relaxed } from 'virtual:training-kernels';

export type KernelBuild = 'relaxed' | 'plain';

/** Threads that are started after the first compilation get the compiled module by this name. */
const sharedName = 'cored/training-kernels';

/** Compiles once per process: the build for relaxed SIMD where this V8 takes it, else the plain one. */
export function trainingModule(wish?: KernelBuild): { module: WebAssembly.Module; build: KernelBuild } {
  const relaxedBytes = Buffer.from(relaxed, 'base64');
  const build = wish ?? (WebAssembly.validate(relaxedBytes) ? 'relaxed' : 'plain');
  const name = `${sharedName}/${build}`;
  const shared: unknown = getEnvironmentData(name);
  if (shared instanceof WebAssembly.Module) return { module: shared, build };
  const module = compileOptimised(build === 'relaxed' ? relaxedBytes : Buffer.from(plain, 'base64'));
  setEnvironmentData(name, module);
  return { module, build };
}

/**
 * Whole and at once, instead of function by function when each turns out to be hot; and with revectorisation, which
 * turns two neighbouring 128-bit operations into one of 256 bits where the processor has AVX2. The flags are set for this
 * compilation alone.
 */
function compileOptimised(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  setFlagsFromString('--experimental-wasm-revectorize');
  setFlagsFromString('--no-liftoff');
  setFlagsFromString('--no-wasm-lazy-compilation');
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    setFlagsFromString('--no-experimental-wasm-revectorize');
    setFlagsFromString('--liftoff');
    setFlagsFromString('--wasm-lazy-compilation');
  }
}
