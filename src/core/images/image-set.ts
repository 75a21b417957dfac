/** Decoded images of one split of a task. */

export interface ImageSet {
  /** Names for the score files, never opened here. */
  readonly files: readonly string[];
  /** 0 fake, 1 real; one per image. */
  readonly labels: Uint8Array;
  /** RGB bytes, [count, size, size, 3]. */
  readonly pixels: Uint8Array;
  readonly size: number;
}
