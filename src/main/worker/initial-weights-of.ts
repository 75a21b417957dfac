/** The weights that a run starts from. */
import type { Weights } from '../../core/weights/weights';
import { AppError } from '../../shared/errors';
import type { RunFile } from '../../shared/run';
import { readWeights } from '../weights/read-weights';

export interface InitialWeights {
  readonly weights: Weights;
  /** What was read, and what is drawn from the seed, in sentences. */
  readonly notes: readonly string[];
}

/** Null where the run draws them from its seed. Throws AppError 'conflict' where the file has other weights than it had. */
export async function initialWeightsOf(run: RunFile): Promise<InitialWeights | null> {
  const { initialWeights: path, initialClasses: classes, initialPart: part, seed } = run;
  if (path === null) return null;
  const { weights, account, hash } = await readWeights(path, { classes, part, seed });
  refuseOthers(run, hash);
  return { weights, notes: account.notes };
}

/** A run whose record names one file and that began from another could not be repeated. */
function refuseOthers({ id, initialWeights: path, initialWeightsHash: then }: RunFile, now: string): void {
  if (then === undefined || then === now) return;
  throw new AppError(
    'conflict',
    `The weights "${path}", from which run "${id}" starts, were changed after it was created: they hash to ` +
      `${now.slice(0, 12)}, then to ${then.slice(0, 12)}. Put the file back and resume the run, or start a new one.`,
  );
}
