/** What an image looks like in 128 bits: images that differ in a few of them look alike, whatever their format and size. */
import type { RgbImage } from '../../../core/images/rgb-image';

/** Four words of 32 bits. */
export type PerceptualHash = readonly [number, number, number, number];

const side = 9;
/** Pixels that are looked at in each cell, in each direction. */
const samples = 6;
/** Between the darkest and the brightest cell; what is flatter looks like everything. */
const leastContrast = 16;

/**
 * Whether each cell of a 9 by 9 grid is brighter than the one at its left, and than the one above it (dHash, both ways).
 * Null for an image that is nearly flat.
 */
export function perceptualHash(image: RgbImage): PerceptualHash | null {
  const cells = cellBrightness(image);
  if (Math.max(...cells) - Math.min(...cells) < leastContrast) return null;
  const words: [number, number, number, number] = [0, 0, 0, 0];
  let bit = 0;
  const put = (isBrighter: boolean) => {
    const word = bit >> 5;
    if (isBrighter) words[word] = ((words[word] ?? 0) | (1 << (bit & 31))) >>> 0;
    bit += 1;
  };
  const at = (row: number, column: number) => cells[row * side + column] ?? 0;
  for (let row = 0; row < 8; row += 1)
    for (let column = 1; column < side; column += 1) put(at(row, column) > at(row, column - 1));
  for (let row = 1; row < side; row += 1)
    for (let column = 0; column < 8; column += 1) put(at(row, column) > at(row - 1, column));
  return words;
}

/** Mean of red, green and blue at a few pixels of each cell. */
function cellBrightness({ pixels, width, height }: RgbImage): number[] {
  const steps = side * samples;
  return Array.from({ length: side * side }, (_, cell) => {
    let sum = 0;
    for (let index = 0; index < samples * samples; index += 1) {
      const stepY = Math.floor(cell / side) * samples + Math.floor(index / samples);
      const stepX = (cell % side) * samples + (index % samples);
      const y = Math.min(height - 1, Math.floor(((stepY + 0.5) * height) / steps));
      const x = Math.min(width - 1, Math.floor(((stepX + 0.5) * width) / steps));
      const pixel = (y * width + x) * 3;
      sum += (pixels[pixel] ?? 0) + (pixels[pixel + 1] ?? 0) + (pixels[pixel + 2] ?? 0);
    }
    return sum / (3 * samples * samples);
  });
}

/** Bits in which the two differ. */
export function hashDistance(a: PerceptualHash, b: PerceptualHash): number {
  return a.reduce((sum, word, index) => sum + countBits(word ^ (b[index] ?? 0)), 0);
}

function countBits(word: number): number {
  let left = word >>> 0;
  let count = 0;
  while (left !== 0) {
    left = (left & (left - 1)) >>> 0;
    count += 1;
  }
  return count;
}
