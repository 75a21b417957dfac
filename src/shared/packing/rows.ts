/** A list of rows as columns: one for each of their properties. */
import { z } from 'zod';
import type { Column } from './columns';
import type { Packing } from './packing';

export interface PackedRows {
  count: number;
  columns: Record<string, unknown>;
}

/** A property that is new and has no column fails the type check. */
export function rowPacking<Row extends object>(columns: {
  readonly [Key in keyof Row]-?: Column<Row[Key]>;
}): Packing<Row[], PackedRows> {
  const byKey: readonly (readonly [string, Column<unknown>])[] = Object.entries<Column<unknown>>(columns);
  const schemas = byKey.map(([key, { schema }]) => [key, schema] as const);
  return {
    schema: z.object({ count: z.number().int().min(0), columns: z.object(Object.fromEntries(schemas)) }),
    pack: (rows) => {
      const valuesOf = (key: string) => rows.map((row): unknown => Reflect.get(row, key));
      return {
        count: rows.length,
        columns: Object.fromEntries(byKey.map(([key, column]) => [key, column.pack(valuesOf(key))])),
      };
    },
    unpack: ({ count, columns: packed }) => {
      const rows = Array.from({ length: count }, (): Record<string, unknown> => ({}));
      for (const [key, column] of byKey) {
        for (const [index, value] of column.unpack(packed[key], count).entries()) {
          const row = rows[index];
          if (row !== undefined && value !== undefined) row[key] = value;
        }
      }
      // Every property has been read by its own column; TypeScript cannot follow them through the table.
      return rows as unknown as Row[];
    },
  };
}
