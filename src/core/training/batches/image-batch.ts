/** Batches of images: bytes scaled to [-1, 1], mirrored where asked, with another image's box pasted in by CutMix. */
import { labelsOfRefs, locateImage, type LocatedImage } from '../../images/image-refs';
import type { ImageSet } from '../../images/image-set';
import type { ReplayGroup } from '../../methods/objective';
import { sizeOf, type BatchPart } from './batch-parts';
import type { Box, Pasting } from './cutmix';

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

export interface RowGroup extends BatchPart {
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
export function rowsOfGroup({ count, replayed = [] }: ImageBatch, name: string): BatchPart {
  const first = { name: newRows, from: 0, to: replayed[0]?.from ?? count };
  return [first, ...replayed].find((group) => group.name === name) ?? { from: 0, to: 0 };
}

/** What a batch of `first` own images tells of those behind them. */
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
  return { replayed: replayed.filter((group) => sizeOf(group) > 0), keptLogits };
}

export interface BatchChoice {
  /** Images by their references, in the batch's order: of a single set, their places in it. */
  readonly indices: ArrayLike<number>;
  /** By place in the batch, 1 where the image is mirrored left to right; absent: none is. */
  readonly mirrored?: Uint8Array;
  /** Null or absent: nothing is pasted. */
  readonly pasting?: Pasting | null;
  /** Places whose pixels are wanted; all unless given. */
  readonly rows?: BatchPart;
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

/** (byte / 255 - 0.5) / 0.5, the published normalisation. */
const scaledBytes = Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - 0.5) / 0.5);

/** `sets`: those that the references name. All are of one size. */
export function gatherBatch(sets: ImageSet | readonly ImageSet[], choice: BatchChoice): ImageBatch {
  const images = 'pixels' in sets ? [sets] : sets;
  const size = images[0]?.size ?? 0;
  const { indices, mirrored, pasting, rows = { from: 0, to: indices.length }, memory } = choice;
  const labels = labelsOfRefs(images, indices);
  const length = size * size * 3;
  const needed = (rows.to - rows.from) * length;
  const pixels = memory ? memory.take(needed) : new Float32Array(needed);
  const whole = { top: 0, left: 0, bottom: size, right: size };
  const copy = (place: number, to: Float32Array, box: Box) =>
    copyBox(to, locateImage(images, indices[place] ?? 0), { isMirrored: mirrored?.[place] === 1, box });
  for (let place = rows.from; place < rows.to; place++) {
    const target = pixels.subarray((place - rows.from) * length, (place - rows.from + 1) * length);
    copy(place, target, whole);
    const partner = pasting?.partners[place] ?? place;
    if (pasting && partner !== place) copy(partner, target, pasting.box);
  }
  return { pixels, firstRow: rows.from, labels, count: indices.length, size };
}

/** The image's part inside the box, to the same place of the target. */
function copyBox(
  target: Float32Array,
  { set: { pixels, size }, index }: LocatedImage,
  { isMirrored, box }: { isMirrored: boolean; box: Box },
): void {
  const length = (box.right - box.left) * 3;
  for (let row = box.top; row < box.bottom; row++) {
    const to = (row * size + box.left) * 3;
    const start = (index * size + row) * size * 3;
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
