/** The map of occlusion as pixels to lay over a picture. */
import type { Saliency } from '../../../shared/images';

/** CSS colours, #rrggbb. */
export interface SaliencyColours {
  readonly fake: string;
  readonly real: string;
}

/** Less is the noise of rounding, and no map at all. */
const leastChange = 1e-4;

/** RGBA, one pixel a cell: the colour says for which class the place speaks, and how much covers how strongly. */
export function saliencyPixels(
  { values }: Pick<Saliency, 'values'>,
  colours: SaliencyColours,
  strength: number,
): Uint8ClampedArray<ArrayBuffer> {
  const largest = largestChange({ values });
  const pixels = new Uint8ClampedArray(values.length * 4);
  values.forEach((value, index) => {
    const share = largest < leastChange ? 0 : Math.abs(value) / largest;
    pixels.set([...rgbOf(value > 0 ? colours.fake : colours.real), 255 * share * strength], index * 4);
  });
  return pixels;
}

export function largestChange({ values }: Pick<Saliency, 'values'>): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

function rgbOf(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
