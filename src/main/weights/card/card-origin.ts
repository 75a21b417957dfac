/** What a model card says of the run that made the weights; the rest is known to whoever writes the files. */
import { z } from 'zod';
import { MethodRecord, Recipe } from '../../../shared/recipe';
import { RunFile, RunSummary } from '../../../shared/run';
import { SplitName } from '../../../shared/task';
import { WeightsChoice } from '../../../shared/weights';

export const CardOrigin = z.object({
  run: z.object({ id: z.string(), name: z.string(), createdAt: z.string(), seed: z.number().int() }),
  /** Weights of this stage, after this task. */
  stage: z.number().int(),
  task: z.string(),
  which: WeightsChoice,
  chain: z.array(z.object({ name: z.string(), fingerprint: z.string() })),
  method: MethodRecord.shape.label,
  recipe: Recipe,
  /** The file's name of weights that the run began with; null for a seeded initialisation. */
  startedFrom: z.string().nullable(),
  aucs: z.object({
    split: SplitName,
    beforeTraining: RunSummary.shape.beforeTraining,
    /** matrix[i][j]: on task j after stage i + 1, by the best weights of that stage. */
    matrix: RunSummary.shape.matrix,
  }),
  /** As the person gave it; null where nothing was said. */
  licence: z.string().nullable(),
  versions: RunFile.shape.versions,
});
export type CardOrigin = z.infer<typeof CardOrigin>;
