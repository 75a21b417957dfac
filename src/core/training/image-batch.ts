/** Batches of images: bytes scaled to [-1, 1], mirrored where asked. */
import type { ImageSet } from './training';

export interface ImageBatch {
  /** [count, size, size, 3] in [-1, 1]. */
  readonly pixels: Float32Array;
  /** 0 fake, 1 real. */
  readonly labels: Uint8Array;
  readonly count: number;
  readonly size: number;
}

export interface BatchChoice {
  /** Positions in the image set, in the batch's order. */
  readonly indices: ArrayLike<number>;
  /** Whether the image at that place of the batch is mirrored left to right. */
  readonly isMirrored?: (place: number) => boolean;
}

/** (byte / 255 - 0.5) / 0.5, the published normalisation. */
const scaledBytes = Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - 0.5) / 0.5);

export function gatherBatch(images: ImageSet, { indices, isMirrored = () => false }: BatchChoice): ImageBatch {
  const { size } = images;
  const count = indices.length;
  const pixels = new Float32Array(count * size * size * 3);
  const labels = new Uint8Array(count);
  for (let place = 0; place < count; place++) {
    const index = indices[place] ?? 0;
    labels[place] = images.labels[index] ?? 0;
    copyImage(pixels, images, { index, place, isMirrored: isMirrored(place) });
  }
  return { pixels, labels, count, size };
}

function copyImage(
  target: Float32Array,
  { pixels, size }: ImageSet,
  { index, place, isMirrored }: { index: number; place: number; isMirrored: boolean },
): void {
  const length = size * size * 3;
  const step = isMirrored ? -6 : 0;
  let to = place * length;
  for (let row = 0; row < size; row++) {
    let from = index * length + row * size * 3 + (isMirrored ? (size - 1) * 3 : 0);
    for (let column = 0; column < size; column++) {
      for (let channel = 0; channel < 3; channel++) target[to++] = scaledBytes[pixels[from++] ?? 0] ?? 0;
      from += step;
    }
  }
}
