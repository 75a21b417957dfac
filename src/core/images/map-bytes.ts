/** An image with every byte replaced by what a table has in its place. */
import type { RgbImage } from './rgb-image';

/** `table`: 256 bytes. A loop, because `map` with a function takes several times as long. */
export function mapBytes({ pixels, ...sides }: RgbImage, table: Uint8Array): RgbImage {
  const mapped = new Uint8Array(pixels.length);
  for (let at = 0; at < pixels.length; at++) mapped[at] = table[pixels[at] ?? 0] ?? 0;
  return { ...sides, pixels: mapped };
}
