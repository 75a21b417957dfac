/** One image's scores along the chain, in each of some runs. */
import type { ImageTrace } from '../../shared/images';
import type { SplitName } from '../../shared/task';
import { RunFolder } from '../runs/run-folder';
import { listScoreSets } from './list-score-sets';
import { readScoreOf } from './read-scores';

export interface TracedRun {
  readonly runId: string;
  /** Absolute. */
  readonly folder: string;
}

export interface TracedImage {
  readonly task: string;
  readonly split: SplitName;
  readonly file: string;
}

/** One score file is held at a time. A run that scored the image nowhere has no points. */
export async function traceImage(runs: readonly TracedRun[], image: TracedImage): Promise<ImageTrace[]> {
  const traces: ImageTrace[] = [];
  for (const run of runs) traces.push(await traceOf(run, image));
  return traces;
}

async function traceOf({ runId, folder }: TracedRun, { task, split, file }: TracedImage): Promise<ImageTrace> {
  const run = new RunFolder(folder);
  const points: ImageTrace['points'] = [];
  for (const set of await listScoreSets(folder, [task])) {
    if (set.split !== split) continue;
    const score = await readScoreOf(file, { path: run.scoresPath(set), folder });
    if (score !== null) points.push({ stage: set.stage, score: Number.isNaN(score) ? null : score });
  }
  return { runId, points };
}
