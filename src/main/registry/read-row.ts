/** Rows of which every list is made: one that is not what it must be is damage of the file, and no one's bad input. */
import type { z } from 'zod';

/** Becomes `DamagedRegistry`, which names the file, where errors of the registry are told. */
export class UnreadableRow extends Error {}

/** Throws `UnreadableRow`. */
export function readRow<Schema extends z.ZodType>(schema: Schema, row: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const what = issue === undefined ? '' : `: ${issue.path.join('.')} ${issue.message}`;
  throw new UnreadableRow(`a row is not what it must be${what}`, { cause: parsed.error });
}
