/** Batches of images: bytes scaled to [-1, 1], changed by the augmentations of single images, mirrored and pasted together where asked. */
import { preprocessing } from '../../images/preprocessing';
import type { BatchChanges, Box } from '../../augmentations/augmentation';
import { labelsOfRefs, locateImage, type ImageRef } from '../../images/image-refs';
import type { ImageSet } from '../../images/image-set';
import type { RgbImage } from '../../images/rgb-image';
import type { ReplayGroup } from '../../methods/objective';
import { rowCount, type RowRange } from './row-range';

export interface ImageBatch {
  /** [rows, size, size, 3] in [-1, 1]: of all images, or of those that a replica computes. */
  readonly pixels: Float32Array;
  /** Place in the batch of the first image that has pixels here; 0 unless given. */
  readonly firstRow?: number;
  /** 0 fake, 1 real; of all images. */
  readonly labels: Uint8Array;
  readonly count: number;
  readonly size: number;
  /** Rows that a method replays, behind the batch's own, one group after the other; absent: all rows are `new`. */
  readonly replayed?: readonly RowGroup[];
  /** [count, 2]: logits that were kept with replayed images, 0 in other rows. */
  readonly keptLogits?: Float32Array | null;
}

export interface RowGroup extends RowRange {
  readonly name: string;
}

/** The rows that no method replays. */
const newRows = 'new';

/** [count]: see ObjectiveBatch.weightsOf. */
export function rowWeights(batch: ImageBatch, name: string): Float32Array {
  const { from, to } = rowsOfGroup(batch, name);
  const weights = new Float32Array(batch.count);
  return to > from ? weights.fill(batch.count / (to - from), from, to) : weights;
}

/** No rows for a group that the batch does not have. */
export function rowsOfGroup({ count, replayed = [] }: ImageBatch, name: string): RowRange {
  const first = { name: newRows, from: 0, to: replayed[0]?.from ?? count };
  return [first, ...replayed].find((group) => group.name === name) ?? { from: 0, to: 0 };
}

/** The groups of replayed rows behind `first` rows of the batch's own. */
export function replayedRows(
  first: number,
  groups: readonly ReplayGroup[],
): Required<Pick<ImageBatch, 'replayed' | 'keptLogits'>> {
  const replayed: RowGroup[] = [];
  let from = first;
  for (const { name, images } of groups) {
    replayed.push({ name, from, to: from + images.length });
    from += images.length;
  }
  const keptLogits = new Float32Array(from * 2);
  groups.forEach(({ logits }, index) => {
    if (logits) keptLogits.set(logits, (replayed[index]?.from ?? 0) * 2);
  });
  return { replayed: replayed.filter((group) => rowCount(group) > 0), keptLogits };
}

/** An image as the batch shows it; the same image where nothing changes. */
export type ImageChange = (image: RgbImage, at: { readonly place: number; readonly ref: ImageRef }) => RgbImage;

export interface BatchChoice extends BatchChanges {
  /** Images by their references, in the batch's order: of a single set, their places in it. */
  readonly indices: ArrayLike<number>;
  /** Of mirrored images, before anything is pasted; absent or null: none is changed. */
  readonly change?: ImageChange | null;
  /** Places whose pixels are wanted; all unless given. */
  readonly rows?: RowRange;
  /** Where the pixels go; new memory unless given. */
  readonly memory?: PixelMemory;
}

/** Memory for the pixels of one batch after the other: new arrays for each would keep the garbage collector busy. */
export class PixelMemory {
  private readonly arrays: Float32Array[] = [];
  private turn = 0;

  /** `turns`: so many calls after it was given, the same memory is given again. */
  constructor(private readonly turns: number) {}

  /** `length` undefined values. */
  take(length: number): Float32Array {
    this.turn = (this.turn + 1) % this.turns;
    const known = this.arrays[this.turn];
    const array = known && known.length >= length ? known : new Float32Array(length);
    this.arrays[this.turn] = array;
    return array.subarray(0, length);
  }
}

/** By byte: the published normalisation. */
const scaledBytes = Float32Array.from(
  { length: 256 },
  (_, byte) => (byte / 255 - preprocessing.mean) / preprocessing.standardDeviation,
);

/** `sets`: those that the references name. All are of one size. */
export function gatherBatch(sets: ImageSet | readonly ImageSet[], choice: BatchChoice): ImageBatch {
  const images = 'pixels' in sets ? [sets] : sets;
  const size = images[0]?.size ?? 0;
  const { indices, pasting, rows = { from: 0, to: indices.length }, memory } = choice;
  const labels = labelsOfRefs(images, indices);
  const length = size * size * 3;
  const needed = (rows.to - rows.from) * length;
  const pixels = memory ? memory.take(needed) : new Float32Array(needed);
  const whole = { top: 0, left: 0, bottom: size, right: size };
  for (let place = rows.from; place < rows.to; place++) {
    const target = pixels.subarray((place - rows.from) * length, (place - rows.from + 1) * length);
    copyBox(target, shownImage(images, place, choice), whole);
    const partner = pasting?.partners[place] ?? place;
    if (pasting && partner !== place) copyBox(target, shownImage(images, partner, choice), pasting.box);
  }
  return { pixels, firstRow: rows.from, labels, count: indices.length, size };
}

interface ShownImage {
  /** Bytes of one image, [size, size, 3]. */
  readonly pixels: Uint8Array;
  readonly size: number;
  /** Whether it is still to be mirrored. */
  readonly isMirrored: boolean;
}

/** As the batch shows the image at the place; without a copy where nothing changes it. */
function shownImage(
  sets: readonly ImageSet[],
  place: number,
  { indices, mirrored, change }: Pick<BatchChoice, 'indices' | 'mirrored' | 'change'>,
): ShownImage {
  const ref = indices[place] ?? 0;
  const { set, index } = locateImage(sets, ref);
  const { size } = set;
  const image = { pixels: set.pixels.subarray(index * size * size * 3, (index + 1) * size * size * 3), size };
  const isMirrored = mirrored?.[place] === 1;
  if (!change) return { ...image, isMirrored };
  const pixels = isMirrored ? mirroredBytes(image) : image.pixels;
  return { pixels: change({ pixels, width: size, height: size }, { place, ref }).pixels, size, isMirrored: false };
}

function mirroredBytes({ pixels, size }: Pick<ShownImage, 'pixels' | 'size'>): Uint8Array {
  const mirrored = new Uint8Array(pixels.length);
  for (let pixel = 0; pixel < size * size; pixel++) {
    const column = pixel % size;
    const from = (pixel - column + (size - 1 - column)) * 3;
    for (let channel = 0; channel < 3; channel++) mirrored[pixel * 3 + channel] = pixels[from + channel] ?? 0;
  }
  return mirrored;
}

/** The image's part inside the box, scaled, to the same place of the target. */
function copyBox(target: Float32Array, { pixels, size, isMirrored }: ShownImage, box: Box): void {
  const length = (box.right - box.left) * 3;
  for (let row = box.top; row < box.bottom; row++) {
    const to = (row * size + box.left) * 3;
    const start = row * size * 3;
    if (!isMirrored) {
      const from = start + box.left * 3;
      for (let offset = 0; offset < length; offset++) {
        target[to + offset] = scaledBytes[pixels[from + offset] ?? 0] ?? 0;
      }
    } else {
      const last = start + (size - 1 - box.left) * 3;
      for (let offset = 0; offset < length; offset += 3) {
        const from = last - offset;
        target[to + offset] = scaledBytes[pixels[from] ?? 0] ?? 0;
        target[to + offset + 1] = scaledBytes[pixels[from + 1] ?? 0] ?? 0;
        target[to + offset + 2] = scaledBytes[pixels[from + 2] ?? 0] ?? 0;
      }
    }
  }
}
