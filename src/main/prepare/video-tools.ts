/** What is asked of ffmpeg: an interface, so that everything around it can be tested without. */
import type { RgbImage } from '../../core/images/rgb-image';

export interface VideoFrame {
  /** From 0, in the order of the video. */
  readonly index: number;
  readonly image: RgbImage;
}

export interface FrameCount {
  readonly frames: number;
  /** As the file's head says, where it does: more than there are where the file was cut off. */
  readonly declared: number;
}

export interface VideoTools {
  /** Throws VideoProblem where it is no video that can be read. */
  countFrames(path: string): Promise<FrameCount>;
  /** Those frames, upright and with square pixels. Fewer where the video ends early; throws VideoProblem where there is none. */
  readFrames(path: string, indices: readonly number[]): AsyncIterable<VideoFrame>;
  /** Encodes the video anew as H.264 of that constant rate factor, frame by frame. */
  compress(path: string, crf: number, to: string): Promise<void>;
}

/** A video that cannot be read, or not to its end; the message is ffmpeg's reason. It is counted, and nothing else stops. */
export class VideoProblem extends Error {}
