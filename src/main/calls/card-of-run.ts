/** What the model card of exported weights says of their run. No path of this machine is part of it. */
import { basename } from 'node:path';
import type { RunFile, RunSummary } from '../../shared/run';
import type { CardOrigin } from '../weights/card/card-origin';

export function cardOrigin(
  run: RunSummary,
  { chain, initialWeights, versions }: RunFile,
  weights: Pick<CardOrigin, 'stage' | 'task' | 'which' | 'licence'>,
): CardOrigin {
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
