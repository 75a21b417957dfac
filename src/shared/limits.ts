/** How long the texts, lists and records of calls may be: the one place that says so. */
import { z } from 'zod';
import { mostRuns } from './plan/most-runs';

/** Characters. */
export const mostCharacters = {
  id: 200,
  /** Of runs, tasks, parameters, tags: what stands in one line. */
  name: 300,
  path: 4096,
  /** Of what a person writes into a field of one line: a query, the columns of a table. */
  line: 4000,
  notes: 100_000,
  file: 1 << 20,
} as const;

/** Entries. */
export const mostEntries = {
  /** Runs that are put side by side, reported or handed on. */
  comparedRuns: 2 * mostRuns,
  /** Things of a list that are marked, deleted or restored at once. */
  chosen: 10_000,
  /** Tasks of a chain. */
  tasks: 500,
  methods: 100,
  /** Parameters of a recipe. */
  parameters: 500,
  /** Seeds, values of a parameter, orders of a chain: each makes a run. */
  runs: mostRuns,
  devices: 64,
  tags: 200,
  /** Folders that a person says something of in a mapping. */
  folders: 2000,
  /** What a file dialog shows, choices of an export and the like. */
  few: 32,
} as const;

/** Marks what is bounded otherwise than by zod's own `max`: records, bytes and values of any shape. */
export const boundedOtherwise = z.registry<{ readonly by: string }>();

export const boundedText = (most: number) => z.string().max(most, `Too long: at most ${most} characters.`);

export const Id = boundedText(mostCharacters.id);
export const Name = boundedText(mostCharacters.name);
export const Line = boundedText(mostCharacters.line);
/** No system takes a null character in one, and Node fails on it in words that help nobody. */
export const Path = boundedText(mostCharacters.path).refine(
  (path) => !path.includes('\0'),
  'There is a null character in the path.',
);
/** One that says something. */
export const GivenPath = Path.min(1);

export function listOf<Item extends z.ZodType>(item: Item, most: number): z.ZodArray<Item> {
  return z.array(item).max(most, `Too many: at most ${most}.`);
}

/** From names to values. */
export function recordOf<Value extends z.ZodType>(value: Value, most: number): z.ZodRecord<typeof Name, Value> {
  return z
    .record(Name, value)
    .refine((record) => Object.keys(record).length <= most, `Too many: at most ${most}.`)
    .register(boundedOtherwise, { by: `at most ${most} entries` });
}

/** Of any shape: what it may hold is bounded by what one call may hold. */
export const Anything = z.unknown().register(boundedOtherwise, { by: 'the bounds of a call' });
