/** CutMix (Yun et al., 2019) as CoReD's published code uses it: a partner's box is pasted, the label stays. */
import type { RandomStream } from '../../random';

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

/** What CutMix does to one batch. */
export interface Pasting {
  readonly box: Box;
  /** By place in the batch, the place whose box is pasted there; its own where nothing is. */
  readonly partners: Uint32Array;
}

/** One box and one permutation of partners for a batch of images of `size` pixels a side; null where nothing is pasted. */
export function drawPasting(
  { labels, size }: { labels: Uint8Array; size: number },
  random: RandomStream,
  options: CutmixOptions,
): Pasting | null {
  if (random.uniform() >= options.probability) return null;
  const keptShare = random.beta(options.alpha, options.alpha);
  const partners = random.permutation(labels.length);
  const box = drawBox(size, keptShare, random);
  const isPasted = (place: number, partner: number) =>
    (labels[place] === labels[partner]) === (options.partner === 'same');
  return { box, partners: partners.map((partner, place) => (isPasted(place, partner) ? partner : place)) };
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
