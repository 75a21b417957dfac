/** What a person may pass on when something went wrong: a text, and what its file is called. */
import { z } from 'zod';

export const ProblemReport = z.object({ name: z.string(), text: z.string() });
export type ProblemReport = z.infer<typeof ProblemReport>;
