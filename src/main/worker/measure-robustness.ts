/** The part of an evaluation that scores its images under corruptions, and what it leaves in the folder. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { taskMetrics } from '../../core/metrics/task-metrics';
import type { ScoreRow } from '../../core/training/training';
import type { TaskResult } from '../../shared/event';
import type { RobustnessPoint, RobustnessWish } from '../../shared/robustness';
import type { ClassImage } from '../evaluation/class-image';
import type { EvaluationFile, EvaluationFolder } from '../evaluation/evaluation-folder';
import { scoreCorrupted, type ScoreCorruptedOptions } from '../evaluation/score-corrupted';
import { writeDurably } from '../runs/durable-file';
import { formatScores } from './score-file';

export interface RobustnessWork extends Omit<ScoreCorruptedOptions, 'levels' | 'seed' | 'folder'> {
  readonly wish: RobustnessWish;
  readonly file: EvaluationFile;
  /** The evaluation's own figure, which stands at strength 0 of every curve. */
  readonly clean: TaskResult;
  /** As scores.csv has them: with the target's prefix, and the video where a mapping says it. */
  named(rows: readonly ScoreRow[]): ScoreRow[];
}

/** `images`: those that the clean figure is over. */
export async function measureRobustness(
  folder: EvaluationFolder,
  images: readonly ClassImage[],
  work: RobustnessWork,
): Promise<void> {
  const { wish, file, clean, named, ...options } = work;
  const { target, metrics } = file;
  const levels = wish.levels.flatMap(({ corruption, strengths }) =>
    strengths.map((strength) => ({ corruption, strength })),
  );
  const scored = await scoreCorrupted(images, { ...options, folder: target.folder, levels, seed: wish.seed });
  const points: RobustnessPoint[] = wish.levels.map(({ corruption }) => ({ corruption, strength: 0, metrics: clean }));
  for (const [place, level] of levels.entries()) {
    const rows = named(scored[place] ?? []);
    const path = folder.scoresOf(level);
    await mkdir(dirname(path), { recursive: true });
    await writeDurably(path, formatScores(rows));
    const about = { stage: 0, task: target.task, split: target.split };
    points.push({ ...level, metrics: { ...about, ...taskMetrics(rows, metrics) } });
  }
  const order = wish.levels.map(({ corruption }) => corruption);
  points.sort((a, b) => order.indexOf(a.corruption) - order.indexOf(b.corruption) || a.strength - b.strength);
  await folder.writeRobustness({ format: 1, seed: wish.seed, points });
}
