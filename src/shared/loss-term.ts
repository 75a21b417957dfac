/** Terms of a loss: what a method declares of each, and the values that a training reports. */
import { z } from 'zod';

/** Series colours of the theme; one for each curve of a chart, light and dark. */
export const ColourRole = z.enum([
  'series-1',
  'series-2',
  'series-3',
  'series-4',
  'series-5',
  'series-6',
  'series-7',
  'series-8',
]);
export type ColourRole = z.infer<typeof ColourRole>;

/** One addend of a method's loss. The loss is the sum of its terms, each as it is weighed. */
export const LossTermInfo = z.object({
  /** Key of the term's values in events; never `total`. */
  id: z.string(),
  label: z.string(),
  /** Null for a number without one. */
  unit: z.string().nullable(),
  colour: ColourRole,
});
export type LossTermInfo = z.infer<typeof LossTermInfo>;

/** Values by term id, and their sum; means over the images since the last report. A stage has the terms that it computes. */
export const LossTerms = z.object({ total: z.number() }).catchall(z.number());
export type LossTerms = z.infer<typeof LossTerms>;
