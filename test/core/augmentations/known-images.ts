/** Images that test/torch/record-augmentations.py makes too. */
import type { RgbImage } from '../../../src/core/images/rgb-image';
import { uniforms } from '../networks/golden-network';

export const kinds = ['noise', 'smooth'] as const;
export type Kind = (typeof kinds)[number];

export function knownImage(kind: Kind, [width, height]: readonly [number, number]): RgbImage {
  const count = width * height * 3;
  if (kind === 'noise') {
    const pixels = Uint8Array.from(uniforms('augmentation', count), (uniform) => Math.floor(256 * uniform));
    return { pixels, width, height };
  }
  const pixels = Uint8Array.from(uniforms('grain', count), (uniform, at) => {
    const channel = at % 3;
    const column = Math.floor(at / 3) % width;
    const row = Math.floor(at / 3 / width);
    return ((5 * column + 3 * row + 40 * channel) % 232) + Math.floor(24 * uniform);
  });
  return { pixels, width, height };
}
