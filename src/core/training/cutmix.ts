/** CutMix (Yun et al., 2019) as CoReD's published code uses it: a partner's box is pasted, the label stays. */
import type { RandomStream } from '../random';
import type { ImageBatch } from './image-batch';

export interface CutmixOptions {
  /** Chance that a batch is changed at all. */
  readonly probability: number;
  /** lambda ~ Beta(alpha, alpha) is the share of the image that stays. */
  readonly alpha: number;
  /** Class of the partners that are pasted; images whose partner is of the other kind stay as they are. */
  readonly partner: 'same' | 'opposite';
}

export interface Box {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** One box and one permutation of partners for the whole batch. The given batch stays as it is. */
export function cutmix(batch: ImageBatch, random: RandomStream, options: CutmixOptions): ImageBatch {
  if (random.uniform() >= options.probability) return batch;
  const keptShare = random.beta(options.alpha, options.alpha);
  const partners = random.permutation(batch.count);
  const box = drawBox(batch.size, keptShare, random);
  const pixels = Float32Array.from(batch.pixels);
  for (let place = 0; place < batch.count; place++) {
    const partner = partners[place] ?? place;
    const isSame = batch.labels[place] === batch.labels[partner];
    if (isSame === (options.partner === 'same')) pasteBox(pixels, batch, { place, partner, box });
  }
  return { ...batch, pixels };
}

/** A box with side ratio sqrt(1 - keptShare) around a uniform centre, clipped to the image. Right and bottom are exclusive. */
export function drawBox(size: number, keptShare: number, random: RandomStream): Box {
  const half = Math.floor(Math.floor(size * Math.sqrt(1 - keptShare)) / 2);
  const x = random.integer(size);
  const y = random.integer(size);
  return {
    top: Math.max(0, y - half),
    left: Math.max(0, x - half),
    bottom: Math.min(size, y + half),
    right: Math.min(size, x + half),
  };
}

function pasteBox(
  pixels: Float32Array,
  { pixels: source, size }: ImageBatch,
  { place, partner, box }: { place: number; partner: number; box: Box },
): void {
  for (let row = box.top; row < box.bottom; row++) {
    const from = ((partner * size + row) * size + box.left) * 3;
    const to = ((place * size + row) * size + box.left) * 3;
    const length = (box.right - box.left) * 3;
    pixels.set(source.subarray(from, from + length), to);
  }
}
