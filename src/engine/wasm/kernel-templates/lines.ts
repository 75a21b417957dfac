/** How the templates repeat lines of AssemblyScript. */

/** What `write` gives for 0 to count - 1, one after the other. */
export function each(count: number, write: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => write(index)).join('\n');
}

/** `lines` once for every vector of 128 bits side by side: each `#` in it is the vector's number. */
export function vectors(count: number, lines: string): string {
  return each(count, (vector) => lines.replaceAll('#', String(vector)));
}

/** `lines` for both halves of eight channels: where two such operations are neighbours, V8 joins them into one of 256 bits. */
export function both(lines: string): string {
  return vectors(2, lines);
}
