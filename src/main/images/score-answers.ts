/** Answers from score files: each is read, and forgotten again when the answer is given. */
import { AppError } from '../../shared/errors';
import type { ForgottenCounts, ImageList, ImageWish, ThresholdReading } from '../../shared/images';
import type { VideoRule } from '../../shared/metrics/video-rules';
import type { FrameScore } from '../../shared/metrics/video-scores';
import { countRight, countTurns } from './count-forgotten';
import { readScores, type ScoreFile } from './read-scores';
import { selectImages } from './select-images';
import { thresholdReading } from './threshold-reading';

export interface ImagesAsked {
  readonly scores: ScoreFile;
  readonly earlier: ScoreFile | null;
  readonly videoRule: VideoRule;
  readonly wish: ImageWish;
}

/** Throws AppError 'not-found' that names the file which is not there. */
export async function listImagesOf({ scores, earlier, videoRule, wish }: ImagesAsked): Promise<ImageList> {
  const now = await readThere(scores);
  return selectImages({ now, earlier: earlier && (await readThere(earlier)), videoRule }, wish);
}

export async function thresholdsOf({ scores }: { scores: ScoreFile }): Promise<ThresholdReading> {
  return thresholdReading(await readThere(scores));
}

/** One later stage is held at a time. */
export async function forgottenOf({
  scores,
  later,
  threshold,
}: {
  scores: ScoreFile;
  later: readonly { stage: number; scores: ScoreFile }[];
  threshold: number;
}): Promise<ForgottenCounts> {
  const first = await readThere(scores);
  const counts = countRight(first, threshold);
  const stages: ForgottenCounts['stages'] = [];
  for (const { stage, scores: file } of later) {
    stages.push({ stage, ...countTurns({ first, later: await readThere(file) }, threshold) });
  }
  return { ...counts, stages };
}

async function readThere({ path, folder }: ScoreFile): Promise<readonly FrameScore[]> {
  const scores = await readScores(path, folder);
  if (scores !== null) return scores;
  throw new AppError('not-found', `There are no scores in "${path}". Choose a stage, task and split that has some.`);
}
