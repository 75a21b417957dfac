/** The bin of a workspace: runs and evaluations that were deleted and can be had back for a while. */
import { z } from 'zod';
import { listOf, mostEntries, Name } from './limits';

/** So long a deleted thing can be restored. */
export const keptDays = 30;

export const BinKind = z.enum(['run', 'evaluation']);
export type BinKind = z.infer<typeof BinKind>;

export const BinEntry = z.object({
  /** `run/<folder>` or `evaluation/<folder>`: what restoring and emptying ask for. */
  entry: z.string(),
  kind: BinKind,
  /** Of the run or the evaluation. */
  id: z.string(),
  name: z.string(),
  /** Of a run's experiment. */
  experimentName: z.string().nullable(),
  deletedAt: z.string(),
  /** From then on the next start of a workbench removes it, unless something trains. */
  endsAt: z.string(),
  sizeBytes: z.number().int(),
});
export type BinEntry = z.infer<typeof BinEntry>;

export const BinEntries = listOf(Name, mostEntries.chosen).min(1, 'Choose at least one thing in the bin.');

export const Restored = z.object({ runIds: z.array(z.string()), evaluationIds: z.array(z.string()) });
export type Restored = z.infer<typeof Restored>;
