/** A view of the runs table under a name: what is asked for, what is shown, and in which order. */
import { z } from 'zod';

export const SavedView = z.object({
  name: z.string().trim().min(1, 'Give the view a name.').max(60),
  query: z.string(),
  /** Names of fields, as `run-query/name-list` writes them; empty: the usual ones. */
  columns: z.string(),
  /** As `writeSorts` writes it. */
  sort: z.string(),
  /** The field that runs are put together by; empty: none. */
  group: z.string(),
});
export type SavedView = z.infer<typeof SavedView>;
