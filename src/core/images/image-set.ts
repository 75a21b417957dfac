/** Decoded images of one split of a task. */
import type { VideoRule } from '../../shared/metrics/video-rules';

export interface ImageSet {
  /** Names for the score files, never opened here. */
  readonly files: readonly string[];
  /** 0 fake, 1 real; one per image. */
  readonly labels: Uint8Array;
  /** RGB bytes, [count, size, size, 3]. */
  readonly pixels: Uint8Array;
  readonly size: number;
  /** Of a dataset that is read through a mapping: the rule that it names, and each image's video by it. */
  readonly videos?: { readonly rule: VideoRule; readonly of: readonly string[] } | undefined;
}
