/** The runs' summaries, each read from the rows once until it changes: lists of thousands are asked for again and again. */
import { z } from 'zod';
import { summaryOf } from '../../shared/reading/run-summary';
import type { RunFacts } from '../../shared/reading/run-reading';
import type { RunSummary } from '../../shared/run';
import type { SplitName } from '../../shared/task';
import type { Sqlite } from './open-database';
import type { RegistryDamage } from './registry-damage';
import { factsOfRow, readableRunRows, readingOfRow, type RunRow } from './run-rows';
import { readRow } from './read-row';

const RevisionRow = z.object({ id: z.string(), revision: z.number() });
type RevisionRow = z.infer<typeof RevisionRow>;
const AucRow = z.object({
  run_id: z.string(),
  stage: z.number(),
  task: z.string(),
  auc: z.number().nullable().catch(null),
  isReadable: z.number(),
});
type AucRow = z.infer<typeof AucRow>;
const HashRow = z.object({ run_id: z.string(), stage: z.number(), weights_hash: z.string() });

interface Known {
  readonly revision: number;
  readonly summary: RunSummary;
}

export class RunSummaries {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly database: Sqlite,
    readonly workspace: string,
    readonly damage: RegistryDamage,
  ) {}

  /** Newest first. */
  all(): RunSummary[] {
    const rows = this.revisions('ORDER BY created_at DESC, id DESC');
    const there = new Set(rows.map(({ id }) => id));
    for (const id of this.known.keys()) if (!there.has(id)) this.known.delete(id);
    return this.of(rows);
  }

  find(id: string): RunSummary | null {
    return this.of(this.revisions('WHERE id = ?', id))[0] ?? null;
  }

  /** Oldest first. */
  ofExperiment(id: string): RunSummary[] {
    return this.of(this.revisions('WHERE experiment_id = ? ORDER BY created_at, id', id));
  }

  private revisions(clause: string, ...values: string[]): RevisionRow[] {
    return this.database
      .prepare(`SELECT id, revision FROM run ${clause}`)
      .all(...values)
      .map((row) => readRow(RevisionRow, row));
  }

  private of(rows: readonly RevisionRow[]): RunSummary[] {
    this.read(rows.filter(({ id, revision }) => this.known.get(id)?.revision !== revision).map(({ id }) => id));
    return rows.flatMap(({ id }) => this.known.get(id)?.summary ?? []);
  }

  /** A row and its results belong together: both are read in one transaction. */
  private read(ids: readonly string[]): void {
    if (ids.length === 0) return;
    this.database.transaction(() => {
      const rows = this.rowsOf(ids).map((row) => ({ row, facts: factsOfRow(row) }));
      const results = new Map<string, AucRow[]>();
      for (const split of ['val', 'test'] as const) {
        for (const [id, aucs] of this.aucsOf(rows, split)) results.set(id, aucs);
      }
      const hashes = this.lastHashesOf(ids);
      for (const { row, facts } of rows) {
        const aucs = results.get(row.id) ?? [];
        const split = facts.reportedSplit;
        const summary = summaryOf(facts, {
          ...readingOfRow(row, {}),
          stages: hashes.get(row.id) ?? [],
          results: aucs.map(({ stage, task, auc }) => ({ stage, task, auc, split })),
        });
        this.known.set(row.id, { revision: row.revision, summary });
      }
    })();
  }

  private rowsOf(ids: readonly string[]): RunRow[] {
    const rows = this.database
      .prepare('SELECT * FROM run WHERE id IN (SELECT value FROM json_each(?))')
      .all(JSON.stringify(ids));
    return readableRunRows(rows, this);
  }

  /** Of each run the latest stage that has left weights. */
  private lastHashesOf(ids: readonly string[]): Map<string, { stage: number; weightsHash: string }[]> {
    const found = this.database
      .prepare(
        `SELECT run_id, max(stage) AS stage, weights_hash FROM stage
         WHERE run_id IN (SELECT value FROM json_each(?)) AND weights_hash IS NOT NULL GROUP BY run_id`,
      )
      .all(JSON.stringify(ids))
      .map((raw) => HashRow.parse(raw));
    return new Map(found.map(({ run_id: id, stage, weights_hash: weightsHash }) => [id, [{ stage, weightsHash }]]));
  }

  /** Of the runs that report this split. */
  private aucsOf(rows: readonly { row: RunRow; facts: RunFacts }[], split: SplitName): Map<string, AucRow[]> {
    const ids = rows.filter(({ facts }) => facts.reportedSplit === split).map(({ row }) => row.id);
    const byRun = new Map<string, AucRow[]>();
    const found = this.database
      .prepare(
        `SELECT run_id, stage, task, CASE WHEN json_valid(metrics) THEN json_extract(metrics, '$.auc') END AS auc,
           json_valid(metrics) AS isReadable FROM task_result
         WHERE run_id IN (SELECT value FROM json_each(?)) AND split = ?`,
      )
      .all(JSON.stringify(ids), split);
    for (const raw of found) {
      const row = readRow(AucRow, raw);
      if (row.isReadable === 0) this.damage.noteRun(row.run_id);
      const known = byRun.get(row.run_id);
      if (known === undefined) byRun.set(row.run_id, [row]);
      else known.push(row);
    }
    return byRun;
  }
}
