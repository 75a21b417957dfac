/** The scores that several runs give one image, which a person dropped onto the window. */
import { AppError } from '../../shared/errors';
import type { DroppedScore } from '../../shared/images';
import { decodeImageBytes } from '../datasets/decode-image';
import { withScorer, type ScorerWeights } from './open-scorer';

export interface ScoringRun {
  readonly runId: string;
  readonly stage: number;
  readonly weights: ScorerWeights;
}

/** One for each run, in their order, with the reason where there is no score. Throws AppError for what is no image. */
export async function scoreDropped(
  { bytes, name }: { bytes: Uint8Array; name: string },
  runs: readonly ScoringRun[],
): Promise<DroppedScore[]> {
  const image = await decodeImageBytes(bytes, name);
  const scores: DroppedScore[] = [];
  for (const { runId, stage, weights } of runs) {
    try {
      const score = await withScorer(weights, async ({ scoreOf, fit }) => (await scoreOf(fit(image), 1))[0] ?? NaN);
      const isNumber = !Number.isNaN(score);
      scores.push({ runId, stage, score: isNumber ? score : null, message: isNumber ? null : 'The score is NaN.' });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      scores.push({ runId, stage, score: null, message: error.message });
    }
  }
  return scores;
}
