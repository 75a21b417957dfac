/** The list of all runs as it is sent: recipe, method and chain, which hundreds of runs share, stand once. */
import { z } from 'zod';
import { AppError, ErrorPayload } from '../errors';
import { LossTerms } from '../loss-term';
import { byMetric, matrixMetrics } from '../metrics';
import { EngineId, EngineWish, MethodRecord, Recipe } from '../recipe';
import { Progress, RunState, type RunSummary } from '../run';
import { SplitName } from '../task';
import type { Packing } from './packing';
import { numberLists, numberRecords, numbers, numberTables, shared, texts, through, type Column } from './columns';

type Key = keyof RunSummary;
/** As a table of all keys: a property that is new and has no column fails the type check. */
type Columns = { readonly [Property in Key]-?: Column<RunSummary[Property]> };

const number = through(numbers(), (value: number) => value, required);
const words = () => shared(z.string());

const columns = {
  ...{ id: texts(), name: texts(), folder: texts() },
  ...{ createdAt: texts(), endedAt: shared(z.string().nullable()) },
  ...{ notes: words(), experimentId: words(), experimentName: words() },
  tags: shared(z.array(z.string())),
  chain: shared(z.array(z.string())),
  recipe: shared(Recipe),
  method: shared(MethodRecord),
  ...{ seed: number, seconds: number },
  startStage: through(numbers(), orNull<number>, orAbsent<number>),
  archived: through(shared(z.boolean().nullable()), orNull<boolean>, orAbsent<boolean>),
  weightsHash: through(shared(z.string().nullable()), orNull<string>, orAbsent<string>),
  engineWish: shared(EngineWish),
  engine: shared(EngineId.nullable()),
  state: shared(RunState),
  error: shared(ErrorPayload.nullable()),
  reportedSplit: shared(SplitName),
  progress: through(numberRecords(), same<RunSummary['progress']>, (record) => Progress.nullable().parse(record)),
  losses: through(numberRecords(), same<RunSummary['losses']>, (record) => LossTerms.nullable().parse(record)),
  beforeTraining: numberLists(),
  matrix: numberTables(),
  ...byMetric(matrixMetrics, () => numbers()),
} satisfies Columns;

const byKey: Readonly<Record<string, Column<unknown>>> = columns;

const PackedRuns = z.object({
  count: z.number().int().min(0),
  columns: z.object(Object.fromEntries(Object.entries(byKey).map(([key, { schema }]) => [key, schema]))),
});
type PackedRuns = z.infer<typeof PackedRuns>;

export const runPacking: Packing<RunSummary[], PackedRuns> = { schema: PackedRuns, pack: packRuns, unpack: unpackRuns };

function packRuns(runs: readonly RunSummary[]): PackedRuns {
  const packed = Object.entries(byKey).map(([key, column]) => [
    key,
    column.pack(runs.map((run): unknown => Reflect.get(run, key))),
  ]);
  return { count: runs.length, columns: Object.fromEntries(packed) };
}

/** The runs that were packed. Throws AppError 'bad-input' for what `packRuns` did not make. */
function unpackRuns({ count, columns: packed }: PackedRuns): RunSummary[] {
  const rows = Array.from({ length: count }, (): Record<string, unknown> => ({}));
  for (const [key, column] of Object.entries(byKey)) {
    for (const [index, value] of column.unpack(packed[key], count).entries()) {
      const row = rows[index];
      if (row !== undefined && value !== undefined) row[key] = value;
    }
  }
  // Every property has been read by its own column; TypeScript cannot follow them through the table.
  return rows as unknown as RunSummary[];
}

function same<Value>(value: Value): Value {
  return value;
}

function orNull<Value>(value: Value | undefined): Value | null {
  return value ?? null;
}

function orAbsent<Value>(value: Value | null): Value | undefined {
  return value ?? undefined;
}

function required(value: number | null): number {
  if (value === null) throw new AppError('bad-input', 'A packed list could not be read: a number is missing.');
  return value;
}
