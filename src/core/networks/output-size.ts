/** Sizes of feature maps after a convolution or a pooling, for every padding that networks use. */
import type { Padding } from './network';

export interface WindowOptions {
  readonly size: number;
  readonly stride: number;
  readonly padding: Padding;
}

/** Pixels along one side after the window has passed over `pixels`. */
export function outputSize(pixels: number, { size, stride, padding }: WindowOptions): number {
  if (padding === 'same') return Math.ceil(pixels / stride);
  const padded = padding === 'valid' ? pixels : pixels + 2 * padding;
  return Math.floor((padded - size) / stride) + 1;
}
