/** Columns of a list that is sent in one piece: what many rows share stands once, numbers stand in typed arrays. */
import { z } from 'zod';
import { AppError } from '../errors';
import type { LossTerms } from '../loss-term';

/** How one property of every row crosses. */
export interface Column<Value, Packed = unknown> {
  /** Of what is sent. */
  readonly schema: z.ZodType<Packed>;
  pack(values: readonly Value[]): Packed;
  /** Throws AppError 'bad-input' where what was sent does not hold so many values. */
  unpack(packed: Packed, count: number): Value[];
}

const Numbers = z.instanceof(Float64Array);
const Places = z.instanceof(Uint32Array);
const Lists = z.object({ lengths: Places, values: Numbers });
type Lists = z.infer<typeof Lists>;
type MaybeNumber = number | null;

/** Different in every row. */
export function texts(): Column<string, string[]> {
  return {
    schema: z.array(z.string()),
    pack: (values) => [...values],
    unpack: (packed, count) => {
      if (packed.length !== count) throw cutOff();
      return packed;
    },
  };
}

/** The same in many rows: unpacked, those rows have the very same object, so that nobody may change it. Never undefined. */
export function shared<Value>(schema: z.ZodType<Value>): Column<Value, { values: Value[]; places: Uint32Array }> {
  return {
    schema: z.object({ values: z.array(schema), places: Places }),
    pack: (values) => {
      const different: Value[] = [];
      const placeOf = new Map<unknown, number>();
      const place = (key: unknown, value: Value) => {
        const known = placeOf.get(key) ?? different.push(value) - 1;
        placeOf.set(key, known);
        return known;
      };
      const places = values.map((value) => {
        // Asked of the very object first: what an object says costs a text of it.
        const known = placeOf.get(value);
        if (known !== undefined) return known;
        if (typeof value !== 'object' || value === null) return place(value, value);
        const found = place(JSON.stringify(value), value);
        placeOf.set(value, found);
        return found;
      });
      return { values: different, places: Uint32Array.from(places) };
    },
    unpack: ({ values, places }, count) => {
      if (places.length !== count) throw cutOff();
      return Array.from(places, (place) => {
        const value = values[place];
        if (value === undefined) throw cutOff();
        return value;
      });
    },
  };
}

/** NaN stands for null: no number that is sent is NaN. */
export function numbers(): Column<MaybeNumber, Float64Array> {
  return {
    schema: Numbers,
    pack: (values) => Float64Array.from(values, (value) => value ?? NaN),
    unpack: (packed, count) => {
      if (packed.length !== count) throw cutOff();
      return Array.from(packed, numberOrNull);
    },
  };
}

export function numberLists(): Column<MaybeNumber[], Lists> {
  return {
    schema: Lists,
    pack: (lists) => ({
      lengths: Uint32Array.from(lists, (list) => list.length),
      values: Float64Array.from(lists.flat(), (value) => value ?? NaN),
    }),
    unpack: ({ lengths, values }, count) => {
      if (lengths.length !== count) throw cutOff();
      return cut([...values].map(numberOrNull), lengths);
    },
  };
}

/** Rows of numbers: matrices of any size. */
export function numberTables(): Column<MaybeNumber[][], { heights: Uint32Array; rows: Lists }> {
  const rows = numberLists();
  return {
    schema: z.object({ heights: Places, rows: Lists }),
    pack: (tables) => ({ heights: Uint32Array.from(tables, (table) => table.length), rows: rows.pack(tables.flat()) }),
    unpack: (packed, count) => {
      if (packed.heights.length !== count) throw cutOff();
      return cut(rows.unpack(packed.rows, packed.rows.lengths.length), packed.heights);
    },
  };
}

type NumberRecord = Readonly<Record<string, MaybeNumber>>;
interface Records {
  keys: { values: (string[] | null)[]; places: Uint32Array };
  numbers: Lists;
}

/** Objects of numbers, most of them with the same keys. */
export function numberRecords(): Column<NumberRecord | null, Records> {
  const keys = shared(z.array(z.string()).nullable());
  const lists = numberLists();
  return {
    schema: z.object({ keys: keys.schema, numbers: lists.schema }),
    pack: (records) => ({
      keys: keys.pack(records.map((record) => record && Object.keys(record))),
      numbers: lists.pack(records.map((record) => Object.values(record ?? {}))),
    }),
    unpack: (packed, count) => {
      const values = lists.unpack(packed.numbers, count);
      return keys.unpack(packed.keys, count).map((names, row) => {
        const its = values[row] ?? [];
        if (its.length !== (names ?? []).length) throw cutOff();
        return names && Object.fromEntries(names.map((name, place) => [name, its[place] ?? null]));
      });
    },
  };
}

/** A column whose values are made of those of another. */
export function through<Value, Inner, Packed>(
  column: Column<Inner, Packed>,
  there: (value: Value) => Inner,
  back: (inner: Inner) => Value,
): Column<Value, Packed> {
  return {
    schema: column.schema,
    pack: (values) => column.pack(values.map(there)),
    unpack: (packed, count) => column.unpack(packed, count).map(back),
  };
}

export function number(): Column<number, Float64Array> {
  return through(
    numbers(),
    (value: number) => value,
    (value) => {
      if (value === null) throw cutOff();
      return value;
    },
  );
}

/** Null stands for a property that is absent. */
export function optional<Value, Packed>(column: Column<Value | null, Packed>): Column<Value | undefined, Packed> {
  return through(
    column,
    (value: Value | undefined) => value ?? null,
    (value) => value ?? undefined,
  );
}

export function lossTerms(): Column<LossTerms | null, Records> {
  return through(
    numberRecords(),
    (terms: LossTerms | null) => terms,
    (record) => {
      if (record !== null && !areLossTerms(record)) throw cutOff();
      return record;
    },
  );
}

/** Looked at here and not by the schema, which takes its time for thousands of points. */
function areLossTerms(record: NumberRecord): record is LossTerms {
  return Object.hasOwn(record, 'total') && Object.values(record).every((value) => value !== null);
}

function cut<Item>(items: readonly Item[], lengths: Uint32Array): Item[][] {
  let end = 0;
  const lists = Array.from(lengths, (length) => items.slice(end, (end += length)));
  if (end !== items.length) throw cutOff();
  return lists;
}

function numberOrNull(value: number): MaybeNumber {
  return Number.isNaN(value) ? null : value;
}

function cutOff(): AppError {
  return new AppError(
    'bad-input',
    'A packed list could not be read: it is cut off. Reload, so that both sides are the same.',
  );
}
