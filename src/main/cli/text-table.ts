/** Columns aligned with spaces: the first to the left, the others, which hold numbers, to the right. */

import { safeLine } from '../../shared/safe-text';

export function textTable(given: readonly (readonly string[])[], leftColumns = 1): string {
  const rows = given.map((row) => row.map(safeLine));
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return column < leftColumns ? cell.padEnd(width) : cell.padStart(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
