/** Registered dataset roots and the tasks that their last scan found. */
import { z } from 'zod';
import { Problem, TaskScan } from '../../shared/task';
import { placedPath, storedPath } from '../places/stored-path';
import type { Sqlite } from './open-database';
import { jsonColumn } from './json-column';

const DatasetRow = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  scanned_at: z.string().nullable(),
  failed: z.number(),
  scan_attempts: z.number(),
  problems: jsonColumn(z.array(Problem)),
  revision: z.number(),
});
const RevisionRow = DatasetRow.pick({ id: true, revision: true });
const TaskRow = z.object({ scan: jsonColumn(TaskScan) });

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

  /** Dataset id -> a number that grows with every change, by whichever process. */
  revisions(): Map<string, number> {
    const rows = this.database.prepare('SELECT id, revision FROM dataset').all();
    return new Map(rows.map((row) => RevisionRow.parse(row)).map(({ id, revision }) => [id, revision]));
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
    const { id, name, path, scanned_at: scannedAt, failed, problems, scan_attempts } = DatasetRow.parse(row);
    const tasks = this.database
      .prepare('SELECT scan FROM task WHERE dataset_id = ? ORDER BY position')
      .all(id)
      .map((task) => this.moved(TaskRow.parse(task).scan, placedPath));
    return {
      ...{ id, name, scannedAt, failed: failed === 1, scanAttempts: scan_attempts, tasks },
      path: placedPath(this.workspace, path),
      problems: this.movedAll(problems, placedPath),
    };
  }

  private moved(task: TaskScan, move: Move): TaskScan {
    return { ...task, path: move(this.workspace, task.path), problems: this.movedAll(task.problems, move) };
  }

  private movedAll(problems: readonly Problem[], move: Move): Problem[] {
    return problems.map((problem) => ({ ...problem, path: move(this.workspace, problem.path) }));
  }
}
