/** A table of figures, for a terminal and in Markdown. */

export interface Table {
  readonly headings: readonly string[];
  /** Headings of the columns that are texts; the others are aligned to the right. */
  readonly texts: ReadonlySet<string>;
  readonly rows: readonly (readonly string[])[];
}

export function textTable({ headings, texts, rows }: Table): string {
  const lines = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const aligned = (cell: string, column: number) => {
    const width = widths[column] ?? 0;
    return texts.has(headings[column] ?? '') ? cell.padEnd(width) : cell.padStart(width);
  };
  return lines.map((line) => line.map(aligned).join('  ').trimEnd()).join('\n');
}

export function markdownTable({ headings, texts, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = headings.map((heading) => (texts.has(heading) ? '---' : '---:'));
  return [headings, rule, ...rows].map(line).join('\n');
}
