/** The workspace's registry: one SQLite file with everything that the views list, shared by several processes. */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors';
import { DatasetTable } from './dataset-table';
import { EvaluationJobs } from './evaluation-jobs';
import { EventIntake } from './event-intake';
import { compact, openDatabase, soundnessOf, type Sqlite } from './open-database';
import { RegistryDamage } from './registry-damage';
import { RegistryWriter } from './registry-writer';
import { replaceFile } from './replace-file';
import { RemoteTable } from './remote-table';
import { readRunDetail, type StoredDetail } from './run-detail';
import { RunIntake } from './run-intake';
import { RunQueue } from './run-queue';
import { RunTable } from './run-table';
import { WeightsHashes } from './weights-hashes';

/** Its tables are asked for each time they are used: after a rebuild they are others. */
export interface Registry extends Readonly<Tables> {
  /** The workspace's own, whatever stands in for it. */
  readonly file: string;
  /** What its paths are relative to. */
  readonly workspace: string;
  /** The SQLite file that is open now. */
  readonly at: string;
  /** Another one each time another file was opened. */
  readonly generation: number;
  readonly damage: RegistryDamage;
  /** Throws AppError 'not-found'. Its curves stay in its folder: see `runs/run-curves.ts`. */
  runDetail(runId: string): StoredDetail;
  /** Keeps what is damaged of the run's folder. A registry that cannot write throws AppError 'damaged'. */
  noteDamage(runId: string, damage: readonly string[]): Promise<void>;
  /** Whatever writes goes through here, so that a process that holds the lock stops no page of this one. */
  write<Result>(work: () => Result): Promise<Result>;
  /** Gives the disk back what the file no longer needs; not while another process is at it. */
  compact(): void;
  /** 'ok', or what is wrong with the file; null where it is larger than that and was not looked through. */
  soundness(limitBytes: number): string | null;
  /** Goes on with the file at this place, or with what lies at its own by now. */
  reopen(at?: string): void;
  /** Whether another process has put another file into the place of the one that was there when it was opened. */
  isReplaced(): boolean;
  /** Goes on with a registry that was made beside, and keeps the old one: answers where; null where there was none. */
  replaceBy(made: string, reason: string): string | null;
  /** A copy of all that it holds now, as one file. */
  backUp(to: string): Promise<void>;
  /** To be done once it is closed. */
  onClose(work: () => void): void;
  close(): void;
}

/** What the reading thread has of it. */
export type ReadingRegistry = Pick<Registry, keyof Tables | 'runDetail' | 'noteDamage' | 'damage' | 'close'>;

interface Tables {
  datasets: DatasetTable;
  runs: RunTable;
  queue: RunQueue;
  evaluationJobs: EvaluationJobs;
  remote: RemoteTable;
  intake: EventIntake;
  imports: RunIntake;
  weightsHashes: WeightsHashes;
}

export interface RegistryOptions {
  /** Hears where a registry of an older version is kept before it is migrated. */
  onBackup?(message: string): void;
  /** What is opened in place of the file itself. */
  readonly at?: string;
  onClose?(): void;
}

/** Opens or creates the file; throws what `openDatabase` throws. `workspace`: what its paths are relative to. */
export function openRegistry(file: string, workspace = dirname(file), options: RegistryOptions = {}): Registry {
  const damage = new RegistryDamage();
  let opened = openAt(options.at ?? file, { file, workspace, damage, options });
  let isClosed = false;
  const closing: (() => void)[] = options.onClose ? [options.onClose] : [];
  let generation = 0;
  const openAgain = (at: string) => {
    generation += 1;
    return openAt(at, { file, workspace, damage, options });
  };
  return {
    ...{ file, workspace, damage },
    get at() {
      return opened.at;
    },
    get generation() {
      return generation;
    },
    get datasets() {
      return opened.datasets;
    },
    get runs() {
      return opened.runs;
    },
    get queue() {
      return opened.queue;
    },
    get evaluationJobs() {
      return opened.evaluationJobs;
    },
    get remote() {
      return opened.remote;
    },
    get intake() {
      return opened.intake;
    },
    get imports() {
      return opened.imports;
    },
    get weightsHashes() {
      return opened.weightsHashes;
    },
    write: (work) => opened.writer.write(work),
    noteDamage: (runId, sentences) => opened.writer.write(() => opened.runs.noteDamage(runId, sentences)),
    runDetail: (runId) => opened.runDetail(runId),
    compact: () => compact(opened.database),
    soundness: (limitBytes) => soundnessOf(opened.database, limitBytes),
    reopen(at = file) {
      const next = openAgain(at);
      opened.database.close();
      opened = next;
      if (at === file) damage.forget();
    },
    isReplaced: () => opened.identity !== identityOf(file),
    replaceBy(made, reason) {
      // Windows moves no file that is open.
      opened.database.close();
      try {
        const kept = replaceFile(file, made, reason);
        opened = openAgain(file);
        damage.forget();
        return kept;
      } catch (error) {
        opened = openAgain(opened.at);
        throw error;
      }
    },
    backUp: async (to) => {
      await opened.database.backup(to);
    },
    onClose: (work) => {
      closing.push(work);
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      opened.database.close();
      for (const work of closing) work();
    },
  };
}

interface Where {
  readonly file: string;
  /** What its paths are relative to. */
  readonly workspace: string;
  readonly damage: RegistryDamage;
  readonly options: RegistryOptions;
}

function openAt(at: string, { file, workspace, damage, options: { onBackup } }: Where) {
  const isOwn = at === file && dirname(file) === workspace;
  const database = openDatabase(at, {
    backupsFolder: isOwn ? join(workspace, 'backups') : null,
    ...(onBackup && { onBackup }),
  });
  // The identity is that of the workspace's own file, also where another one stands in for it.
  return { at, identity: identityOf(file), ...tablesOver(database, { file, workspace, damage }) };
}

/** The same over a connection that cannot write, to a file that is open already. */
export function readingRegistry(database: Sqlite, at: Omit<Where, 'options'>): ReadingRegistry {
  const tables = tablesOver(database, at);
  const noteDamage = () => Promise.reject(new AppError('damaged', 'What is damaged is noted by the workbench.'));
  return { ...tables, noteDamage, damage: at.damage, close: () => database.close() };
}

function tablesOver(database: Sqlite, { file, workspace, damage }: Omit<Where, 'options'>) {
  return {
    database,
    writer: new RegistryWriter(database, { file }),
    datasets: new DatasetTable(database, workspace),
    runs: new RunTable(database, workspace, damage),
    queue: new RunQueue(database, workspace, damage),
    evaluationJobs: new EvaluationJobs(database),
    remote: new RemoteTable(database, workspace, damage),
    intake: new EventIntake(database, workspace, damage),
    imports: new RunIntake(database, workspace),
    weightsHashes: new WeightsHashes(database, workspace),
    runDetail: (runId: string) => readRunDetail({ database, workspace, damage }, runId),
  };
}

/** By which a file is told from another one of its name; '' for none. */
function identityOf(file: string): string {
  const about = statSync(file, { bigint: true, throwIfNoEntry: false });
  return about === undefined ? '' : `${about.dev}-${about.ino}`;
}
