/** A column that holds JSON, as a schema: text in, parsed value out. */
import { z } from 'zod';

/** Text that is not JSON fails the parse like any other wrong value. */
export function jsonColumn<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: `not JSON: ${String(error)}` });
        return z.NEVER;
      }
    })
    .pipe(schema);
}
