/** A view of the runs table under a name: what is asked for, what is shown, and in which order. */
import { z } from 'zod';
import { Line } from './limits';

export const SavedView = z.object({
  name: z.string().trim().min(1, 'Give the view a name.').max(60),
  query: Line,
  /** Names of fields, as `run-query/name-list` writes them; empty: the usual ones. */
  columns: Line,
  /** As `writeSorts` writes it. */
  sort: Line,
  /** The field that runs are put together by; empty: none. */
  group: Line,
});
export type SavedView = z.infer<typeof SavedView>;
