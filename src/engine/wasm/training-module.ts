/** The compiled training kernels, instantiated on the memory of the stock backend. */
import { plain, relaxed } from 'virtual:training-kernels';

/** The build for relaxed SIMD where this V8 takes it, else the plain one. */
export function trainingModule(): { module: WebAssembly.Module; isRelaxed: boolean } {
  const bytes = Buffer.from(relaxed, 'base64');
  const isRelaxed = WebAssembly.validate(bytes);
  return { module: new WebAssembly.Module(isRelaxed ? bytes : Buffer.from(plain, 'base64')), isRelaxed };
}
