/** A buffer of images of the tasks so far, for methods that replay: references, and the logits that were kept with them. */
import { z } from 'zod';
import type { ImageRef } from '../images/image-refs';
import type { RandomStream } from '../random';
import type { ReplayGroup } from './objective';

/** Plain data of a method's state; the images' pixels stay in their sets. */
export const BufferData = z.object({
  images: z.array(z.number().int().min(0)).default([]),
  /** Two numbers an image, one image after the other; empty for methods that keep none. */
  logits: z.array(z.number()).default([]),
  /** Images that were offered so far; a reservoir keeps each with the same chance. */
  seen: z.number().int().min(0).default(0),
});
export type BufferData = z.infer<typeof BufferData>;

/** Parameters of every method with a buffer. */
export const bufferParameters = {
  bufferSize: z.int().min(1).max(1_000_000).default(500).meta({
    label: 'Buffer',
    description: 'Images of all tasks so far that are kept for replay.',
    source: "mammoth's code: 200, 500 and 5120.",
    unit: 'images',
  }),
};

export const replayParameters = {
  ...bufferParameters,
  replayedImages: z.int().min(1).max(4096).default(32).meta({
    label: 'Replayed images',
    description: 'Images of the buffer that join each batch, or fewer where it holds fewer.',
    source: "mammoth's code: 32 on CIFAR-10, 128 on Rotated MNIST.",
    unit: 'images',
  }),
};

export interface OfferedImages {
  readonly images: ArrayLike<ImageRef>;
  /** [images, 2] */
  readonly logits?: Float32Array | null;
}

/** Vitter's reservoir (algorithm R), as Riemer et al. (2019) use it: every image of the stream stays with the same chance. */
export function offerToReservoir(
  buffer: BufferData,
  { images, logits }: OfferedImages,
  { capacity, random }: { capacity: number; random: RandomStream },
): void {
  Array.from(images).forEach((image, index) => {
    const place = buffer.seen < capacity ? buffer.seen : random.integer(buffer.seen + 1);
    buffer.seen += 1;
    if (place >= capacity) return;
    buffer.images[place] = image;
    if (logits) for (const unit of [0, 1]) buffer.logits[place * 2 + unit] = logits[index * 2 + unit] ?? NaN;
  });
}

/** `count` images of the buffer, or all that it has, each once, with the logits that were kept. */
export function drawFromBuffer(
  { images, logits }: BufferData,
  count: number,
  { name, random }: { name: string; random: RandomStream },
): ReplayGroup {
  const places = random.permutation(images.length).subarray(0, count);
  const chosen = Float64Array.from(places, (place) => images[place] ?? 0);
  if (logits.length === 0) return { name, images: chosen };
  const kept = new Float32Array(chosen.length * 2);
  places.forEach((place, row) => kept.set(logits.slice(place * 2, place * 2 + 2), row * 2));
  return { name, images: chosen, logits: kept };
}
