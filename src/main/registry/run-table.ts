/** Runs and experiments as the registry keeps them: adding, listing, details, notes. */
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import type { RemoteRun } from '../../shared/executor';
import { factsOf, unreadStages } from '../../shared/reading/run-reading';
import {
  isAtRest,
  type Experiment,
  type ExperimentListing,
  type NotesFile,
  type RunFile,
  type RunSummary,
  type StageDetail,
} from '../../shared/run';
import { WeightsOfRun } from '../../shared/weights';
import { storedPath } from '../places/stored-path';
import { jsonColumn } from './json-column';
import type { Sqlite } from './open-database';
import { DamagedRow, type RegistryDamage } from './registry-damage';
import { readRunRow, StageRow, type RunRow } from './run-rows';
import { RunSummaries } from './run-summaries';
import { salvagedRunOf, type SalvagedRun } from './salvage';
import { readRow } from './read-row';

const RevisionRow = z.object({ id: z.string(), revision: z.number() });
const WeightsRow = WeightsOfRun.extend({ stages: jsonColumn(WeightsOfRun.shape.stages) });
const ExperimentRow = z.object({
  id: z.string(),
  name: z.string(),
  created_at: z.string(),
  chain: jsonColumn(z.array(z.string())),
});

/** A run as it is when its folder has just been made. */
export interface NewRun {
  readonly file: RunFile;
  /** Absolute. */
  readonly folder: string;
  readonly notes: NotesFile;
  /** 'stopped' for one that is taken in from its folder, so that nobody starts it before its events are known. */
  readonly state?: 'queued' | 'stopped';
  /** What of the folder could not be read. */
  readonly damage?: readonly string[];
  /** Where another machine starts it. */
  readonly remote?: RemoteRun;
}

export class RunTable {
  private readonly summaries: RunSummaries;

  constructor(
    private readonly database: Sqlite,
    readonly workspace: string,
    readonly damage: RegistryDamage,
  ) {
    this.summaries = new RunSummaries(database, workspace, damage);
  }

  /** Adds the run and its experiment; does nothing when the run is known already. */
  add(run: NewRun): void {
    this.database.transaction(() => this.insert(run)).immediate();
  }

  /** Adds all of them or none. */
  addAll(runs: readonly NewRun[]): void {
    this.database.transaction(() => runs.forEach((run) => this.insert(run))).immediate();
  }

  /** Forgets the run and all that its events told; the folder stays. */
  remove(id: string): void {
    this.database.transaction(() => this.forget(id)).immediate();
  }

  /**
   * Forgets a run that nobody works on, and in the same transaction has its folder moved: no process can resume it in
   * between. Null where it is not at rest, and then nothing is moved; else what the move resolved to.
   */
  removeAtRest<Moved>(id: string, move: () => Moved): Moved | null {
    return this.database
      .transaction(() => {
        const run = this.row(id);
        if (run === null || !isAtRest(run.state)) return null;
        const moved = move();
        this.forget(id);
        return moved;
      })
      .immediate();
  }

  /** Newest first. */
  list(): RunSummary[] {
    return this.summaries.all();
  }

  /** Oldest first; none for an experiment that is not there. */
  ofExperiment(id: string): RunSummary[] {
    return this.summaries.ofExperiment(id);
  }

  find(id: string): RunSummary | null {
    return this.summaries.find(id);
  }

  /** Throws AppError 'not-found'. */
  get(id: string): RunSummary {
    const run = this.find(id);
    if (run !== null) return run;
    // One whose row cannot be read says so.
    this.row(id);
    throw new AppError('not-found', `There is no run "${id}" in this workspace.`);
  }

  /** What its row tells, as far as it can be read; null where it is unknown. */
  salvaged(id: string): SalvagedRun | null {
    return salvagedRunOf(this.database.prepare('SELECT * FROM run WHERE id = ?').get(id));
  }

  row(id: string): RunRow | null {
    const row = this.database.prepare('SELECT * FROM run WHERE id = ?').get(id);
    return row === undefined ? null : readRunRow(row, this);
  }

  stages(id: string): StageDetail[] {
    const rows = this.database.prepare('SELECT * FROM stage WHERE run_id = ? ORDER BY stage').all(id);
    const stages = z.array(StageRow).safeParse(rows);
    if (stages.success) return stages.data;
    this.damage.noteRun(id);
    throw new DamagedRow(`the stages of run "${id}"`, stages.error);
  }

  /** Newest runs first; stages that given weights had learnt have left none. */
  stagesWithWeights(): WeightsOfRun[] {
    const rows = this.database
      .prepare(
        `SELECT run.id AS runId, json_group_array(stage.stage ORDER BY stage.stage) AS stages
         FROM stage JOIN run ON run.id = stage.run_id
         WHERE stage.state = 'done' AND stage.weights_hash IS NOT NULL
         GROUP BY run.id ORDER BY run.created_at DESC, run.id DESC`,
      )
      .all();
    return rows.map((row) => readRow(WeightsRow, row));
  }

  annotate(id: string, notes: NotesFile): void {
    const { name, tags, archived, experiment } = notes;
    this.database
      .transaction(() => {
        this.database
          .prepare('UPDATE run SET name = ?, tags = ?, notes = ?, archived = ?, experiment_name = ? WHERE id = ?')
          .run(name, JSON.stringify(tags), notes.notes, archived === true ? 1 : 0, experiment ?? null, id);
        if (experiment === undefined) return;
        this.database
          .prepare('UPDATE experiment SET name = ? WHERE id = (SELECT experiment_id FROM run WHERE id = ?)')
          .run(experiment, id);
      })
      .immediate();
  }

  /** Run id -> a number that grows with every change, by whichever process. */
  revisions(): Map<string, number> {
    const rows = this.database.prepare('SELECT id, revision FROM run').all();
    return new Map(rows.map((row) => readRow(RevisionRow, row)).map(({ id, revision }) => [id, revision]));
  }

  /** Newest first; one that cannot be read is noted, and left out until its runs have told it anew. */
  experiments(): ExperimentListing[] {
    return this.database
      .prepare('SELECT * FROM experiment ORDER BY created_at DESC, id DESC')
      .all()
      .flatMap((row) => this.readExperiment(row) ?? []);
  }

  /** Throws AppError 'not-found'. */
  experiment(id: string): Experiment {
    const row = this.database.prepare('SELECT * FROM experiment WHERE id = ?').get(id);
    if (row === undefined) throw new AppError('not-found', `There is no experiment "${id}" in this workspace.`);
    const experiment = this.readExperiment(row);
    if (experiment === null) throw new DamagedRow(`experiment "${id}"`, undefined);
    return { ...experiment, runs: this.summaries.ofExperiment(id) };
  }

  /** What was found to be damaged in the run's folder. */
  noteDamage(id: string, damage: readonly string[]): void {
    this.database
      .prepare('UPDATE run SET damage = :damage WHERE id = :id AND damage <> :damage')
      .run({ id, damage: JSON.stringify(damage) });
  }

  private readExperiment(raw: unknown): ExperimentListing | null {
    const row = ExperimentRow.safeParse(raw);
    if (row.success) {
      const { created_at: createdAt, ...experiment } = row.data;
      return { ...experiment, createdAt };
    }
    const { id } = readRow(ExperimentRow.pick({ id: true }), raw);
    for (const run of this.database.prepare('SELECT id FROM run WHERE experiment_id = ?').pluck().all(id)) {
      this.damage.noteRun(String(run));
    }
    return null;
  }

  private forget(id: string): void {
    this.database.prepare('DELETE FROM run WHERE id = ?').run(id);
    this.database.prepare('DELETE FROM experiment WHERE id NOT IN (SELECT experiment_id FROM run)').run();
  }

  private insert({ file, folder, notes, state = 'queued', damage = [], remote }: NewRun): void {
    const chain = file.chain.map((task) => task.name);
    this.database
      .prepare(
        `INSERT INTO experiment (id, name, created_at, chain) VALUES (:id, :name, :createdAt, :chain)
         ON CONFLICT (id) DO UPDATE SET created_at = min(created_at, excluded.created_at),
           name = coalesce(:renamed, name),
           chain = CASE WHEN NOT json_valid(chain) THEN excluded.chain
             WHEN json_type(chain) = 'array' THEN chain ELSE excluded.chain END`,
      )
      .run({
        id: file.experiment.id,
        name: notes.experiment ?? file.experiment.name,
        renamed: notes.experiment ?? null,
        createdAt: file.createdAt,
        chain: JSON.stringify(chain),
      });
    const { changes } = this.database
      .prepare(
        `INSERT INTO run (id, experiment_id, created_at, folder, file, name, tags, notes, archived, experiment_name, state,
           damage, remote)
         VALUES (:id, :experimentId, :createdAt, :folder, :file, :name, :tags, :notes, :archived, :renamed, :state,
           :damage, :remote)
         ON CONFLICT (id) DO NOTHING`,
      )
      .run({
        id: file.id,
        experimentId: file.experiment.id,
        createdAt: file.createdAt,
        folder: storedPath(this.workspace, folder),
        file: JSON.stringify(file),
        name: notes.name,
        tags: JSON.stringify(notes.tags),
        notes: notes.notes,
        archived: notes.archived === true ? 1 : 0,
        renamed: notes.experiment ?? null,
        state,
        damage: JSON.stringify(damage),
        remote: remote === undefined ? null : JSON.stringify(remote),
      });
    if (changes === 0) return;
    const addStage = this.database.prepare('INSERT INTO stage (run_id, stage, task, state) VALUES (?, ?, ?, ?)');
    const stages = unreadStages(factsOf({ file, folder, notes }));
    for (const { stage, task, state: stageState } of stages) addStage.run(file.id, stage, task, stageState);
  }
}
