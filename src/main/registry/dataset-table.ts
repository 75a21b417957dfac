/** Registered dataset roots and the tasks that their last scan found. */
import { z } from 'zod';
import { Problem, TaskScan } from '../../shared/task';
import { placedPath, storedPath } from '../places/stored-path';
import type { Sqlite } from './open-database';
import { jsonColumn } from './json-column';
import type { SalvagedDataset } from './salvage';
import { readRow } from './read-row';

const DatasetRow = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  scanned_at: z.string().nullable(),
  failed: z.number(),
  scan_attempts: z.number(),
  problems: jsonColumn(z.array(Problem)).nullable().catch(null),
  revision: z.number(),
});
/** `path` as it is stored: relative to the workspace where it lies inside. */
export const DatasetName = DatasetRow.pick({ id: true, name: true, path: true });
type DatasetName = z.infer<typeof DatasetName>;
const RevisionRow = DatasetRow.pick({ id: true, revision: true });
const TaskRow = z.object({ scan: jsonColumn(TaskScan).nullable().catch(null) });

/** Between paths as they are and as they are stored. */
type Move = typeof storedPath;

export interface StoredDataset {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly scannedAt: string | null;
  readonly failed: boolean;
  /** Scans that were begun since the last one that ended. */
  readonly scanAttempts: number;
  readonly problems: readonly Problem[];
  readonly tasks: readonly TaskScan[];
}

export interface ScanOutcome {
  readonly scannedAt: string;
  readonly failed: boolean;
  readonly problems: readonly Problem[];
  readonly tasks: readonly TaskScan[];
}

export class DatasetTable {
  constructor(
    private readonly database: Sqlite,
    private readonly workspace: string,
  ) {}

  /** The id of the dataset at this path: the known one, else `id`, under which it is then registered. */
  add(dataset: { id: string; name: string; path: string }): string {
    this.database
      .prepare('INSERT INTO dataset (id, name, path) VALUES (:id, :name, :path) ON CONFLICT (path) DO NOTHING')
      .run({ ...dataset, path: storedPath(this.workspace, dataset.path) });
    return this.findByPath(dataset.path)?.id ?? dataset.id;
  }

  list(): StoredDataset[] {
    return this.database
      .prepare('SELECT * FROM dataset ORDER BY name, id')
      .all()
      .map((row) => this.read(row));
  }

  find(id: string): StoredDataset | null {
    const row = this.database.prepare('SELECT * FROM dataset WHERE id = ?').get(id);
    return row === undefined ? null : this.read(row);
  }

  findByPath(path: string): StoredDataset | null {
    const row = this.database.prepare('SELECT * FROM dataset WHERE path = ?').get(storedPath(this.workspace, path));
    return row === undefined ? null : this.read(row);
  }

  /** What is known of them beside their scans; paths as they are stored. */
  listing(): DatasetName[] {
    const rows = this.database.prepare('SELECT id, name, path FROM dataset ORDER BY id').all();
    return readRow(z.array(DatasetName), rows);
  }

  /** Dataset id -> a number that grows with every change, by whichever process. */
  revisions(): Map<string, number> {
    const rows = this.database.prepare('SELECT id, revision FROM dataset').all();
    return new Map(rows.map((row) => readRow(RevisionRow, row)).map(({ id, revision }) => [id, revision]));
  }

  remove(id: string): boolean {
    return this.database.prepare('DELETE FROM dataset WHERE id = ?').run(id).changes > 0;
  }

  /** Before a scan, so that one whose process dies with this one leaves a trace. */
  beginScan(id: string): void {
    this.database.prepare('UPDATE dataset SET scan_attempts = scan_attempts + 1 WHERE id = ?').run(id);
  }

  /** After a scan that was cancelled, which is no failure of the dataset's. */
  cancelScan(id: string): void {
    this.database.prepare('UPDATE dataset SET scan_attempts = 0 WHERE id = ?').run(id);
  }

  /** Replaces what an earlier scan found. */
  saveScan(id: string, outcome: ScanOutcome): void {
    const addTask = this.database.prepare('INSERT INTO task (dataset_id, position, name, scan) VALUES (?, ?, ?, ?)');
    this.database
      .transaction(() => {
        const { changes } = this.database
          .prepare('UPDATE dataset SET scanned_at = ?, failed = ?, problems = ?, scan_attempts = 0 WHERE id = ?')
          .run(
            outcome.scannedAt,
            outcome.failed ? 1 : 0,
            JSON.stringify(this.movedAll(outcome.problems, storedPath)),
            id,
          );
        // Removed while the scan went on.
        if (changes === 0) return;
        this.database.prepare('DELETE FROM task WHERE dataset_id = ?').run(id);
        outcome.tasks.forEach((task, position) =>
          addTask.run(id, position, task.name, JSON.stringify(this.moved(task, storedPath))),
        );
      })
      .immediate();
  }

  private read(row: unknown): StoredDataset {
    const { id, name, path, scanned_at: scannedAt, failed, problems, scan_attempts } = readRow(DatasetRow, row);
    const tasks = this.database
      .prepare('SELECT scan FROM task WHERE dataset_id = ? ORDER BY position')
      .all(id)
      .map((task) => TaskRow.parse(task).scan);
    const readable = tasks.flatMap((task) => (task === null ? [] : [this.moved(task, placedPath)]));
    const isDamaged = problems === null || readable.length < tasks.length;
    const placed = placedPath(this.workspace, path);
    return {
      ...{ id, name, scannedAt, failed: failed === 1 || isDamaged, scanAttempts: scan_attempts, tasks: readable },
      path: placed,
      problems: [...(isDamaged ? [unreadableScan(placed)] : []), ...this.movedAll(problems ?? [], placedPath)],
    };
  }

  /** As a salvage found it, under the id by which its mapping knows it; one that is known stays as it is. */
  putSalvaged(dataset: SalvagedDataset): void {
    const { id, name, path, scannedAt, failed, problems, tasks } = dataset;
    const addTask = this.database.prepare(
      'INSERT OR IGNORE INTO task (dataset_id, position, name, scan) VALUES (?, ?, ?, ?)',
    );
    this.database
      .transaction(() => {
        const { changes } = this.database
          .prepare(
            `INSERT OR IGNORE INTO dataset (id, name, path, scanned_at, failed, problems, revision)
             VALUES (?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(id, name, path, scannedAt, failed === 0 ? 0 : 1, problems, Date.now());
        if (changes === 0) return;
        tasks.forEach((task, position) => addTask.run(id, position, task.name, task.scan));
      })
      .immediate();
  }

  private moved(task: TaskScan, move: Move): TaskScan {
    return { ...task, path: move(this.workspace, task.path), problems: this.movedAll(task.problems, move) };
  }

  private movedAll(problems: readonly Problem[], move: Move): Problem[] {
    return problems.map((problem) => ({ ...problem, path: move(this.workspace, problem.path) }));
  }
}

function unreadableScan(path: string): Problem {
  const message = `What the last scan of "${path}" found cannot be read in the registry any more. Scan it again.`;
  return { severity: 'fatal', code: 'scan-failed', path, message };
}
