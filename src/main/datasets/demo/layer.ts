/** An image in floating point while it is manipulated: RGB, row by row, [size, size, 3], not yet clipped to bytes. */
import type { RgbImage } from '../../../core/images/rgb-image';

export interface Layer {
  readonly values: Float32Array;
  readonly size: number;
}

export function layerOf(image: RgbImage): Layer {
  return { values: Float32Array.from(image.pixels), size: image.width };
}

/** The altered layer where the mask is 1, the original where it is 0; `mask` [size, size]. Rounded and clipped to bytes. */
export function blend(original: RgbImage, altered: Layer, mask: Float32Array): RgbImage {
  const pixels = new Uint8Array(original.pixels.length);
  for (let at = 0; at < pixels.length; at += 1) {
    const share = mask[Math.floor(at / 3)] ?? 0;
    const before = original.pixels[at] ?? 0;
    pixels[at] = Math.min(255, Math.max(0, Math.round(before + share * ((altered.values[at] ?? 0) - before))));
  }
  return { ...original, pixels };
}

/** Half the size: means of 2x2. `size` must be even. */
export function halve({ values, size }: Layer): Layer {
  const half = size / 2;
  const halved = new Float32Array(half * half * 3);
  for (let y = 0; y < half; y += 1) {
    for (let x = 0; x < half; x += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        const at = (2 * y * size + 2 * x) * 3 + channel;
        const right = at + 3;
        const below = at + size * 3;
        const sum = (values[at] ?? 0) + (values[right] ?? 0) + (values[below] ?? 0) + (values[below + 3] ?? 0);
        halved[(y * half + x) * 3 + channel] = sum / 4;
      }
    }
  }
  return { values: halved, size: half };
}

/** The value of one channel at a place between pixels, bilinear; beyond the edge the edge goes on. */
export function sampleAt({ values, size }: Layer, place: { x: number; y: number }, channel: number): number {
  const x = Math.min(size - 1, Math.max(0, place.x));
  const y = Math.min(size - 1, Math.max(0, place.y));
  const left = Math.min(size - 2, Math.floor(x));
  const top = Math.min(size - 2, Math.floor(y));
  const shareX = x - left;
  const shareY = y - top;
  const at = (top * size + left) * 3 + channel;
  const below = at + size * 3;
  const upper = (values[at] ?? 0) * (1 - shareX) + (values[at + 3] ?? 0) * shareX;
  const lower = (values[below] ?? 0) * (1 - shareX) + (values[below + 3] ?? 0) * shareX;
  return upper * (1 - shareY) + lower * shareY;
}
