/** What the model card of exported weights says of their run. No path of this machine is part of it. */
import { basename } from 'node:path';
import type { RunSummary } from '../../shared/run';
import { RunFolder } from '../runs/run-folder';
import type { CardOrigin } from '../weights/card/card-origin';

export async function cardOrigin(
  run: RunSummary,
  weights: Pick<CardOrigin, 'stage' | 'task' | 'which' | 'licence'>,
): Promise<CardOrigin> {
  const { chain, initialWeights, versions } = await new RunFolder(run.folder).readRun();
  const { id, name, createdAt, seed, recipe, method, reportedSplit, beforeTraining, matrix } = run;
  return {
    run: { id, name, createdAt, seed },
    ...weights,
    chain: chain.map(({ name: task, fingerprint }) => ({ name: task, fingerprint })),
    method: method.label,
    recipe,
    startedFrom: initialWeights === null ? null : basename(initialWeights),
    aucs: { split: reportedSplit, beforeTraining, matrix },
    versions,
  };
}
