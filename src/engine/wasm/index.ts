/** The engine `wasm`: stock tfjs-backend-wasm with training kernels of our own. */
import type { EngineDefinition } from '../engine';
import { whyNotInstalled } from '../installed-package';
import { processorName } from '../processor-name';

export const wasm: EngineDefinition = {
  id: 'wasm',
  label: 'WebAssembly (SIMD)',
  packages: ['@tensorflow/tfjs-backend-wasm'],
  inspect: async () => {
    const obstacle = whyNoSimd() ?? whyNotInstalled('@tensorflow/tfjs-backend-wasm');
    return { available: obstacle === null, detail: obstacle ?? processorName() };
  },
  whyNotMixed: async () => 'has no products with shorter factors',
  open: async () => (await import('./open-wasm')).openWasm(),
  describe: async () => ({ name: `${processorName()}, ${(await import('./open-wasm')).kernelsInUse()}` }),
};

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
