/** Brings the windows of TF SAME, which pads as little as it can before the beginning, to where PyTorch has them. */
import { outputSize } from './output-size';
import type { PoolOptions } from './network';

/** Pixels to add after the end, so that TF SAME pads `padding` pixels before the beginning and, if any, after the end. */
export function extraForSame(
  pixels: number,
  { name, size, stride, padding }: PoolOptions & { padding: number },
): number {
  const outputs = outputSize(pixels, { size, stride, padding });
  for (let extra = 0; extra < stride; extra++) {
    const extended = pixels + extra;
    const padded = Math.max(0, (Math.ceil(extended / stride) - 1) * stride + size - extended);
    // The windows that stay must not see the added zeros.
    const isUnseen = extra === 0 || (outputs - 1) * stride - padding + size <= pixels;
    if (Math.floor(padded / 2) === padding && isUnseen) return extra;
  }
  throw new Error(`Max pooling "${name}" of ${pixels} pixels cannot be exported with ${padding} pixels of padding.`);
}
