/** The weights that a run starts from. */
import type { Weights } from '../../core/weights/weights';
import type { RunFile } from '../../shared/run';
import { readWeights } from '../weights/read-weights';

/** Null where the run draws them from its seed. */
export async function initialWeightsOf(run: RunFile): Promise<Weights | null> {
  const { initialWeights: path, initialClasses: classes, seed } = run;
  return path === null ? null : (await readWeights(path, { classes, seed })).weights;
}
