/** The published tables as data: whole, and consistent with the averages that were printed with them. */
import { describe, expect, it } from 'vitest';
import { publishedTables } from '../../src/shared/published-results';

describe('publishedTables', () => {
  it.each(publishedTables.map((table) => [table.id, table] as const))('%s has a value in every cell', (_, table) => {
    for (const row of table.rows) {
      expect(row.values).toHaveLength(table.columns.length);
      for (const value of row.values) expect(value).toBeGreaterThan(49);
    }
  });

  it.each(
    publishedTables.filter(({ columns }) => columns.includes('average')).map((table) => [table.id, table] as const),
  )("%s: each printed average is that of the row's own values, to the last printed digit", (_, { rows }) => {
    for (const { values } of rows) {
      const parts = values.slice(0, -1);
      const mean = parts.reduce((sum, value) => sum + value, 0) / parts.length;
      expect(Math.abs(mean - (values.at(-1) ?? NaN))).toBeLessThan(0.011);
    }
  });
});
