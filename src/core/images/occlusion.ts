/**
 * Occlusion sensitivity (Zeiler, Fergus: Visualizing and Understanding Convolutional Networks, ECCV 2014): how much the
 * score falls where a patch of the image is hidden.
 */

export interface OcclusionImage {
  /** RGB bytes, [size, size, 3]. */
  readonly pixels: Uint8Array;
  /** Pixels a side. */
  readonly size: number;
}

export interface OcclusionGrid {
  /** Places of the patch along each side; its middle is in turn in the middle of each of `side` x `side` cells. */
  readonly side: number;
  /** Pixels a side. */
  readonly patch: number;
}

/** Of images one after the other, [count, size, size, 3], each one's score. */
export type ScorePixels = (pixels: Uint8Array, count: number) => Promise<Float32Array>;

/**
 * [side, side] from the top: the score of the whole image less the one with the patch hidden there. The patch is filled
 * with the image's mean colour: grey or black would itself be something that a network reacts to.
 */
export async function occlusionMap(
  image: OcclusionImage,
  grid: OcclusionGrid,
  scoreOf: ScorePixels,
): Promise<{ score: number; values: number[] }> {
  const [score = NaN] = await scoreOf(image.pixels, 1);
  const values: number[] = [];
  // A row of places at a time, so that few copies of the image are held.
  for (let row = 0; row < grid.side; row += 1) {
    const hidden = await scoreOf(hideRow(image, grid, row), grid.side);
    values.push(...Array.from(hidden, (one) => score - one));
  }
  return { score, values };
}

function hideRow({ pixels, size }: OcclusionImage, { side, patch }: OcclusionGrid, row: number): Uint8Array {
  const colour = meanColour(pixels);
  const copies = new Uint8Array(side * pixels.length);
  const [top, bottom] = span(row, { side, patch, size });
  for (let column = 0; column < side; column += 1) {
    const copy = copies.subarray(column * pixels.length, (column + 1) * pixels.length);
    copy.set(pixels);
    const [left, right] = span(column, { side, patch, size });
    for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) copy.set(colour, (y * size + x) * 3);
  }
  return copies;
}

/** The patch's pixels along one axis, within the image. */
function span(place: number, { side, patch, size }: OcclusionGrid & { size: number }): [number, number] {
  const from = Math.round(((place + 0.5) * size) / side - patch / 2);
  return [Math.max(0, from), Math.min(size, from + patch)];
}

function meanColour(pixels: Uint8Array): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  for (let at = 0; at < pixels.length; at += 3)
    for (const channel of [0, 1, 2] as const) sums[channel] += pixels[at + channel] ?? 0;
  const mean = (sum: number) => Math.round((3 * sum) / pixels.length);
  return [mean(sums[0]), mean(sums[1]), mean(sums[2])];
}
