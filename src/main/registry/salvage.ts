/** What can still be read of a registry, whole or damaged, row by row; the file itself is left as it is. */
import Database from 'better-sqlite3';
import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { olderRunFile } from '../../shared/reading/older-stages';
import { NotesFile, RunFile } from '../../shared/run';
import type { Sqlite } from './open-database';
import { jsonColumn } from './json-column';

/** What the registry alone may know of a run: its folder may be damaged, or another process may have just taken it up. */
export interface SalvagedRun {
  readonly file: RunFile;
  readonly notes: NotesFile;
  readonly claim: { readonly claimedAt: number | null; readonly workerId: number | null } | null;
  readonly revision: number;
  /** Of the last event that was read. */
  readonly lastSequence: number;
}

export interface SalvagedDataset {
  readonly id: string;
  readonly name: string;
  /** As it was stored: relative to the workspace, or absolute. */
  readonly path: string;
  readonly scannedAt: string | null;
  readonly failed: number;
  /** JSON. */
  readonly problems: string;
  /** Name and JSON of each task's scan. */
  readonly tasks: readonly { readonly name: string; readonly scan: string }[];
}

export const SalvagedPlace = z.object({
  runId: z.string(),
  priority: z.number().int().min(-1).max(1),
  place: z.number().int().nullable(),
});
export type SalvagedPlace = z.infer<typeof SalvagedPlace>;

export interface Salvaged {
  readonly runs: ReadonlyMap<string, SalvagedRun>;
  readonly datasets: readonly SalvagedDataset[];
  readonly queue: readonly SalvagedPlace[];
  /** False where some or all of them could not be read. */
  readonly isWhole: { readonly runs: boolean; readonly datasets: boolean; readonly queue: boolean };
}

/** The first version that has an order of the queue. */
const queueVersion = 9;

const nothing: Salvaged = {
  ...{ runs: new Map(), datasets: [], queue: [] },
  isWhole: { runs: false, datasets: false, queue: false },
};

const RunColumns = z
  .object({
    id: z.string(),
    file: jsonColumn(z.preprocess(olderRunFile, RunFile)),
    name: z.string().catch('').default(''),
    tags: jsonColumn(z.array(z.string())).catch([]),
    notes: z.string().catch('').default(''),
    archived: z.number().catch(0).default(0),
    experiment_name: z.string().nullable().catch(null).default(null),
    state: z.string().catch('stopped'),
    claimed_at: z.number().nullable().catch(null).default(null),
    worker_pid: z.number().nullable().catch(null).default(null),
    revision: z.number().catch(0).default(0),
    last_sequence: z.number().catch(0).default(0),
  })
  .transform(({ id, file, ...row }) => ({
    id,
    run: {
      file,
      notes: {
        ...{ name: row.name === '' ? id : row.name, tags: row.tags, notes: row.notes, archived: row.archived === 1 },
        experiment: NotesFile.shape.experiment.catch(undefined).parse(row.experiment_name ?? undefined),
      },
      claim: row.state === 'starting' ? { claimedAt: row.claimed_at, workerId: row.worker_pid } : null,
      revision: row.revision,
      lastSequence: row.last_sequence,
    } satisfies SalvagedRun,
  }));
const json = jsonColumn(z.unknown()).transform((value) => JSON.stringify(value));
const DatasetColumns = z
  .object({
    id: z.string(),
    name: z.string(),
    path: z.string(),
    scanned_at: z.string().nullable(),
    failed: z.number(),
    problems: json.catch('[]'),
  })
  .transform(({ scanned_at: scannedAt, ...row }) => ({ ...row, scannedAt }));
const TaskColumns = z.object({ dataset_id: z.string(), position: z.number(), name: z.string(), scan: json });
const PlaceColumns = z
  .object({ run_id: z.string(), priority: z.number(), place: z.number().nullable() })
  .transform(({ run_id: runId, ...row }) => ({ runId, ...row }))
  .pipe(SalvagedPlace);

/** What one row tells of a run; null where not even its run.json can be read of it. */
export function salvagedRunOf(row: unknown): SalvagedRun | null {
  return RunColumns.safeParse(row).data?.run ?? null;
}

/** Never throws over what the file holds. */
export function salvage(file: string): Salvaged {
  const about = statSync(file, { throwIfNoEntry: false });
  if (about === undefined) return { ...nothing, isWhole: { runs: true, datasets: true, queue: true } };
  if (!about.isFile()) return nothing;
  const folder = mkdtempSync(join(tmpdir(), 'cored-salvage-'));
  try {
    const copy = join(folder, basename(file));
    // Without its write-ahead log where that is what cannot be read.
    for (const suffixes of [['', '-wal'], ['']]) {
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${copy}${suffix}`, { force: true });
      for (const suffix of suffixes) {
        if (statSync(`${file}${suffix}`, { throwIfNoEntry: false })?.isFile() === true)
          copyFileSync(`${file}${suffix}`, `${copy}${suffix}`);
      }
      const found = readCopy(copy);
      if (found !== null) return found;
    }
    return nothing;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Null where not even the list of its tables can be read. */
function readCopy(copy: string): Salvaged | null {
  const database = new Database(copy);
  try {
    if (isUnreadable(() => database.prepare('SELECT count(*) FROM sqlite_schema').get())) return null;
    const runs = readTable(database, 'run', RunColumns);
    const datasets = readTable(database, 'dataset', DatasetColumns);
    const tasks = readTable(database, 'task', TaskColumns);
    const queue = readTable(database, 'queue_place', PlaceColumns);
    const isOlder = Number(database.pragma('user_version', { simple: true })) < queueVersion;
    const tasksOf = (id: string) =>
      tasks.rows.filter((task) => task.dataset_id === id).toSorted((a, b) => a.position - b.position);
    return {
      runs: new Map(runs.rows.map(({ id, run }) => [id, run])),
      datasets: datasets.rows.map((row) => ({ ...row, tasks: tasksOf(row.id) })),
      queue: queue.rows,
      isWhole: { runs: runs.isWhole, datasets: datasets.isWhole && tasks.isWhole, queue: isOlder || queue.isWhole },
    };
  } finally {
    database.close();
  }
}

/** From its beginning and from its end up to what cannot be read. */
function readTable<Schema extends z.ZodType>(
  database: Sqlite,
  table: string,
  schema: Schema,
): { rows: z.infer<Schema>[]; isWhole: boolean } {
  const raw = new Map<string, unknown>();
  let isWhole = true;
  for (const direction of ['ASC', 'DESC']) {
    const isCutOff = isUnreadable(() => {
      for (const row of database.prepare(`SELECT * FROM ${table} ORDER BY 1 ${direction}`).iterate()) {
        raw.set(JSON.stringify(row), row);
      }
    });
    if (!isCutOff) break;
    isWhole = false;
  }
  if (!isWhole) {
    // Without the index that the order above was taken from.
    isUnreadable(() => {
      for (const row of database.prepare(`SELECT * FROM ${table} NOT INDEXED`).iterate()) {
        raw.set(JSON.stringify(row), row);
      }
    });
  }
  const parsed = [...raw.values()].map((row) => schema.safeParse(row));
  const rows = parsed.flatMap((row) => (row.success ? [row.data] : []));
  return { rows, isWhole: isWhole && rows.length === parsed.length };
}

function isUnreadable(read: () => unknown): boolean {
  try {
    read();
    return false;
  } catch (error) {
    if (error instanceof Database.SqliteError) return true;
    throw error;
  }
}
