/** Everything that is told of one task's scores on one split: metrics per frame, their interval, and per video. */
import type { TaskResult } from '../../shared/event';
import { auc } from './auc';
import { aucInterval } from './bootstrap-interval';
import { scoreMetrics } from './score-metrics';
import type { VideoRule } from './video-of-frame';
import { videoScores, type FrameScore, type VideoScores } from './video-scores';

export type TaskMetrics = Omit<TaskResult, 'step' | 'task' | 'split'>;

export interface TaskMetricsOptions {
  /** Of the bootstrap: the same seed gives the same interval. */
  readonly seed: number;
  readonly videoRule: VideoRule;
}

/**
 * frames [images], label 0 fake / 1 real, score = probability of fake. A value that is not defined is null, and `note`
 * says why; the rule `none` asks for no video AUC, so that its absence needs no note.
 */
export function taskMetrics(frames: readonly FrameScore[], { seed, videoRule }: TaskMetricsOptions): TaskMetrics {
  const labels = frames.map(({ label }) => label);
  const scores = frames.map(({ score }) => score);
  const perFrame = scoreMetrics(labels, scores);
  if (perFrame.auc === null) return { ...perFrame, aucInterval: null, videoAuc: null };

  const videos = videoScores(frames, videoRule);
  const whyNoVideos = videoNote(videos, { frames, videoRule });
  const notes = [perFrame.note, whyNoVideos].filter((note) => note !== null);
  return {
    ...perFrame,
    aucInterval: aucInterval(labels, scores, { seed }),
    videoAuc: isEachAlone(videos, frames) || isOneAClass(videos) ? null : auc(videos.labels, videos.scores),
    note: notes.length === 0 ? null : notes.join(' '),
  };
}

function isEachAlone({ videos }: VideoScores, frames: readonly FrameScore[]): boolean {
  return videos.length === frames.length;
}

/** Both classes are there when this is asked: two videos are one of each, as for `fake_0001` and `real_0001`. */
function isOneAClass({ videos }: VideoScores): boolean {
  return videos.length === 2;
}

function videoNote(
  videos: VideoScores,
  { frames, videoRule }: { frames: readonly FrameScore[]; videoRule: VideoRule },
): string | null {
  if (videoRule === 'none') return null;
  const byRule = `by the rule "${videoRule}", so there is no video AUC.`;
  if (isEachAlone(videos, frames)) return `Each image is a video of its own ${byRule}`;
  return isOneAClass(videos) ? `All images of a class are one video ${byRule}` : null;
}
