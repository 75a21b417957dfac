/** The stock backend's memory and its allocator, which its type declarations leave out. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { OutOfMemoryError } from '../out-of-memory';

export function memoryOf({ wasm }: BackendWasm): WebAssembly.Memory {
  if ('asm' in wasm && typeof wasm.asm === 'object' && wasm.asm !== null) {
    const found: unknown = Object.values(wasm.asm).find((value) => value instanceof WebAssembly.Memory);
    if (found instanceof WebAssembly.Memory) return found;
  }
  throw new TypeError('tfjs-backend-wasm no longer exposes its memory.');
}

/** Address of `bytes` that nobody else has. Throws OutOfMemoryError. */
export function reserve(backend: BackendWasm, bytes: number): number {
  return Number(exported(backend, '_malloc')(bytes)) >>> 0;
}

/** Gives back what `reserve` gave; address 0 is nothing. */
export function release(backend: BackendWasm, at: number): void {
  exported(backend, '_free')(at);
}

/**
 * The stock backend takes address 0, which says that no memory is left, for a place to write to. Just below 4 GiB its
 * allocator also gives places that end behind the memory.
 */
export function refuseFailedAllocations(backend: BackendWasm): void {
  // At its first call the module's own function puts another one in its place: it must not do so with ours.
  release(backend, reserve(backend, 1));
  const allocate = exported(backend, '_malloc');
  const memory = memoryOf(backend);
  Reflect.set(backend.wasm, '_malloc', (bytes: number): unknown => {
    const at = allocate(bytes);
    const isBehind = (Number(at) >>> 0) + bytes > memory.buffer.byteLength;
    // The allocator's notes lie behind the memory too, so that it would fault at what is freed from now on.
    if (isBehind) Reflect.set(backend, 'disposeData', () => true);
    if (bytes > 0 && (at === 0 || isBehind)) throw new OutOfMemoryError(bytes);
    return at;
  });
}

function exported({ wasm }: BackendWasm, name: '_malloc' | '_free'): (value: number) => unknown {
  const found: unknown = Reflect.get(wasm, name);
  if (typeof found !== 'function') throw new TypeError(`tfjs-backend-wasm no longer has "${name}".`);
  return (value) => found(value);
}
