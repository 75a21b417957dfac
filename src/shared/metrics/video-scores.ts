/** A video's score: the mean of its frames' scores. */
import { toldVideo, videoOfFrame } from './video-of-frame';
import type { VideoRule } from './video-rules';

export interface Frame {
  readonly file: string;
  /** 0 fake, 1 real. */
  readonly label: number;
  /**
   * As the dataset's mapping says by the rule that is asked for (the file's own path where it says nothing); without it
   * the file is read by the rule.
   */
  readonly video?: string | undefined;
}

export interface FrameScore extends Frame {
  /** Probability of fake. */
  readonly score: number;
}

/** In order of first appearance; labels and scores are what the other metrics take. */
export interface VideoScores {
  readonly videos: readonly string[];
  readonly labels: readonly number[];
  readonly scores: readonly number[];
}

/** A fake and a real video of the same name stay apart. */
export function videoScores(frames: readonly FrameScore[], rule: VideoRule): VideoScores {
  const videos = new Map<string, { name: string; label: number; sum: number; count: number }>();
  for (const { score, ...frame } of frames) {
    const name = frame.video ?? videoOfFrame(frame.file, rule);
    const key = `${frame.label} ${name}`;
    const video = videos.get(key) ?? { name, label: frame.label, sum: 0, count: 0 };
    video.sum += score;
    video.count += 1;
    videos.set(key, video);
  }
  const found = [...videos.values()];
  return {
    videos: found.map(({ name }) => name),
    labels: found.map(({ label }) => label),
    scores: found.map(({ sum, count }) => sum / count),
  };
}

/** Null where nothing says the video of the frame. */
export function videoToldOf({ file, video }: Frame, rule: VideoRule): string | null {
  if (video === undefined) return toldVideo(file, rule);
  return video === videoOfFrame(file, 'none') ? null : video;
}
