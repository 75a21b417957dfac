/**
 * What JPEG leaves of an image: compressed at a quality and read again, without the file between, since its coding loses
 * nothing. The same bytes as libjpeg's with its defaults (4:2:0, "islow" transform, fancy upsampling), as Pillow uses it.
 */
import type { RgbImage } from '../rgb-image';
import { transformBlock, transformBlockBack } from './block-transform';
import { fromPlanes, toPlanes, type Plane } from './colour-planes';
import { quantizationTables } from './quantization-tables';

/** `quality`: libjpeg's, whole, 1 to 100. Both sides of the image are above 4 pixels. */
export function compressJpeg(image: RgbImage, quality: number): RgbImage {
  const tables = quantizationTables(quality);
  const { luminance, blue, red } = toPlanes(image);
  const planes = {
    luminance: quantized(luminance, tables.luminance),
    blue: quantized(blue, tables.chrominance),
    red: quantized(red, tables.chrominance),
  };
  return fromPlanes(planes, image);
}

function quantized({ samples, width, height }: Plane, table: Int32Array): Plane {
  const restored = new Uint8ClampedArray(samples.length);
  const block = new Int32Array(64);
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      const placeOf = (at: number) => (top + (at >> 3)) * width + left + (at & 7);
      for (let at = 0; at < 64; at++) block[at] = (samples[placeOf(at)] ?? 0) - 128;
      transformBlock(block);
      for (let at = 0; at < 64; at++) block[at] = toMultiple(block[at] ?? 0, table[at] ?? 1);
      transformBlockBack(block);
      for (let at = 0; at < 64; at++) restored[placeOf(at)] = (block[at] ?? 0) + 128;
    }
  }
  return { samples: new Uint8Array(restored.buffer), width, height };
}

/** The multiple of the divisor that is nearest to the coefficient, which comes times 8; halves go away from 0. */
function toMultiple(coefficient: number, divisor: number): number {
  const whole = Math.floor((Math.abs(coefficient) + 4 * divisor) / (8 * divisor)) * divisor;
  return coefficient < 0 ? -whole : whole;
}
