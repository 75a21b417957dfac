/** The weights that a run starts from. */
import type { Weights } from '../../core/weights/weights';
import type { RunFile } from '../../shared/run';
import { readWeights } from '../weights/read-weights';

export interface InitialWeights {
  readonly weights: Weights;
  /** What was read, and what is drawn from the seed, in sentences. */
  readonly notes: readonly string[];
}

/** Null where the run draws them from its seed. */
export async function initialWeightsOf(run: RunFile): Promise<InitialWeights | null> {
  const { initialWeights: path, initialClasses: classes, initialPart: part, seed } = run;
  if (path === null) return null;
  const { weights, account } = await readWeights(path, { classes, part, seed });
  return { weights, notes: account.notes };
}
