/** Images of several sets by number, so that a buffer or a training set of many tasks holds no pixels of its own. */
import type { ImageSet } from './image-set';

/** Of one set, the index in it; of several, the set's place times 2^32 besides. Whole, and exact as a double. */
export type ImageRef = number;

export type ImageRefs = Float64Array;

const perSet = 2 ** 32;

export function imageRef(set: number, index: number): ImageRef {
  return set * perSet + index;
}

/** All images of the set at `place`, in their order. */
export function refsOfSet(sets: readonly ImageSet[], place: number): ImageRefs {
  return Float64Array.from({ length: sets[place]?.labels.length ?? 0 }, (_, index) => imageRef(place, index));
}

export function joinRefs(parts: readonly ImageRefs[]): ImageRefs {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let from = 0;
  for (const part of parts) {
    all.set(part, from);
    from += part.length;
  }
  return all;
}

export interface LocatedImage {
  readonly set: ImageSet;
  readonly index: number;
}

/** Throws where there is no such image. */
export function locateImage(sets: readonly ImageSet[], ref: ImageRef): LocatedImage {
  const set = sets[Math.floor(ref / perSet)];
  const index = ref % perSet;
  if (!set || index >= set.labels.length) {
    throw new RangeError(`There is no image ${index} in set ${Math.floor(ref / perSet)} of ${sets.length}.`);
  }
  return { set, index };
}

export function labelsOfRefs(sets: readonly ImageSet[], refs: ArrayLike<ImageRef>): Uint8Array {
  return Uint8Array.from(refs, (ref) => {
    const { set, index } = locateImage(sets, ref);
    return set.labels[index] ?? 0;
  });
}
