/** One task's scored images, with what several metrics start from worked out once. */
import { countThresholds, type ThresholdCounts } from './threshold-counts';
import { videoMisfit } from './video-fit';
import type { VideoRule } from './video-rules';
import { videoScores, type FrameScore, type VideoScores } from './video-scores';

export class ScoredImages {
  /** 0 fake, 1 real. */
  readonly labels: readonly number[];
  /** Probability of fake, which is the positive class. */
  readonly scores: readonly number[];
  private counted: ThresholdCounts | null = null;
  private grouped: VideoScores | null = null;
  private misfit: { readonly why: string | null } | null = null;

  constructor(
    readonly frames: readonly FrameScore[],
    readonly videoRule: VideoRule,
  ) {
    this.labels = frames.map(({ label }) => label);
    this.scores = frames.map(({ score }) => score);
  }

  /** Throws AppError('bad-input') where a score is NaN or a label neither 0 nor 1. */
  get counts(): ThresholdCounts {
    return (this.counted ??= countThresholds(this.labels, this.scores));
  }

  /** Why the rule finds no videos here; null where it does. */
  get videoMisfit(): string | null {
    return (this.misfit ??= { why: videoMisfit(this.frames, this.videoRule) }).why;
  }

  get videos(): VideoScores {
    return (this.grouped ??= videoScores(this.frames, this.videoRule));
  }
}
