/** Tells which engines this machine offers, without loading any of them. */
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { EngineInfo } from '../shared/machine';
import type { EngineId } from '../shared/recipe';

/** In the order in which `auto` tries them. */
export async function listEngines(): Promise<EngineInfo[]> {
  return [
    describe('wasm', 'WebAssembly (SIMD)', '@tensorflow/tfjs-backend-wasm', whyNoSimd()),
    describe('cpu', 'Plain JavaScript', '@tensorflow/tfjs-backend-cpu', null),
  ];
}

function describe(id: EngineId, label: string, packageName: string, obstacle: string | null): EngineInfo {
  const whyNot = obstacle ?? whyNotInstalled(packageName);
  return { id, label, available: whyNot === null, detail: whyNot ?? processorName() };
}

/** The module that needs SIMD to be valid: one function that splats an integer over 16 lanes. */
const simdModule = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // magic and version
  ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00], // one type: () -> ()
  ...[0x03, 0x02, 0x01, 0x00], // one function of it
  ...[0x0a, 0x09, 0x01, 0x07, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x1a, 0x0b], // i32.const 0, i8x16.splat, drop
);

function whyNoSimd(): string | null {
  if (WebAssembly.validate(simdModule)) return null;
  return `Node ${process.version} on this processor has no WebAssembly SIMD. Use Node 24 on a processor with SSE4.1 or NEON.`;
}

function whyNotInstalled(packageName: string): string | null {
  try {
    fileURLToPath(import.meta.resolve(packageName));
    return null;
  } catch {
    return `The package ${packageName} is not installed. Run npm ci in the project's folder.`;
  }
}

function processorName(): string {
  const model = cpus()[0]?.model.trim();
  return model ? `${model}, one core per run` : 'One core per run';
}
