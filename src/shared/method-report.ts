/** What a method reports of a stage beside its loss: a small table that it titles itself, shown as bars. */
import { z } from 'zod';
import { ColourRole } from './loss-term';

export const MethodReport = z.object({
  /** A later report of the same stage and id takes the place of an earlier one. */
  id: z.string(),
  title: z.string(),
  /** One sentence on what is shown. */
  hint: z.string(),
  columns: z.array(z.string()),
  /** One value for each column, at least 0. */
  rows: z.array(z.object({ label: z.string(), colour: ColourRole, values: z.array(z.number()) })),
});
export type MethodReport = z.infer<typeof MethodReport>;
