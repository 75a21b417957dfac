/** A video's score: the mean of its frames' scores. */
import { videoOfFrame, type VideoRule } from './video-of-frame';

export interface FrameScore {
  readonly file: string;
  /** 0 fake, 1 real. */
  readonly label: number;
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
  for (const { file, label, score } of frames) {
    const name = videoOfFrame(file, rule);
    const key = `${label} ${name}`;
    const video = videos.get(key) ?? { name, label, sum: 0, count: 0 };
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
