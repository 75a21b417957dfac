/** Small things that the browser or the window keeps; null where it keeps nothing. */

import type { z } from 'zod';

/** `always`: from one start to the next; `session`: through reloads, until the tab or the window is closed. */
type Span = 'always' | 'session';

const keyOf = (name: string) => `cored:${name}`;
const storageOf = (span: Span) => (span === 'always' ? localStorage : sessionStorage);

export function readKept(name: string, span: Span = 'always'): string | null {
  try {
    return storageOf(span).getItem(keyOf(name));
  } catch {
    return null; // storage is turned off: everything begins as it did the first time
  }
}

/** What was kept as JSON; null as well where another version kept it in another shape. */
export function readKeptAs<Schema extends z.ZodType>(name: string, schema: Schema, span: Span): z.infer<Schema> | null {
  const text = readKept(name, span);
  if (text === null) return null;
  const parsed = schema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}

/** Null forgets it. */
export function keep(name: string, value: string | null, span: Span = 'always'): void {
  try {
    if (value === null) storageOf(span).removeItem(keyOf(name));
    else storageOf(span).setItem(keyOf(name), value);
  } catch {
    // Turned off or full: it is there until the page is closed, and not after.
  }
}
