/** An image with its class, as an evaluation scores it. */
import { z } from 'zod';

export const ClassImage = z.object({
  /** Relative to the evaluated folder, with '/': "fake/x.png". */
  file: z.string(),
  /** 0 fake, 1 real. */
  label: z.number().int(),
  /** Where a mapping says it, by the evaluation's rule. */
  video: z.string().optional(),
});
export type ClassImage = z.infer<typeof ClassImage>;
