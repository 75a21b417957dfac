/** Kinds of damage to registry.sqlite, each done to a closed registry. */
import Database from 'better-sqlite3';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { openRegistry } from '../../../src/main/registry/registry';

/**
 * What has to come of it: the commands go on over one row or one file and nothing has to be done ('mended'); another
 * registry stands in until the rebuild ('stood-in'); or it is left alone and said so ('refused').
 */
export type Outcome = 'mended' | 'stood-in' | 'refused';

export interface RegistryDamage {
  readonly name: string;
  readonly outcome: Outcome;
  damage(file: string): void;
  /** Where pages are hit at random, so that a longer campaign says more. */
  readonly isRandom?: true;
}

const pageBytes = 4096;

function sql(file: string, text: string): void {
  const database = new Database(file);
  database.pragma('foreign_keys = OFF');
  database.exec(text);
  database.close();
}

function overwrite(file: string, bytes: Buffer, at: number): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, at);
  closeSync(descriptor);
}

function pagesOf(file: string): number {
  const descriptor = openSync(file, 'r');
  const { size } = fstatSync(descriptor);
  closeSync(descriptor);
  return Math.floor(size / pageBytes);
}

function rootOf(file: string, name: string): number {
  const database = new Database(file, { readonly: true });
  const page = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name);
  database.close();
  return Number(page);
}

const garbage = (bytes = pageBytes) => randomBytes(bytes);
const breakPage = (file: string, name: string) => overwrite(file, garbage(), (rootOf(file, name) - 1) * pageBytes);
const row = (name: string, text: string): RegistryDamage => ({
  name,
  outcome: 'mended',
  damage: (file) => sql(file, text),
});
const schema = (name: string, text: string): RegistryDamage => ({
  ...{ name, outcome: 'stood-in' },
  damage: (file) => sql(file, text),
});

export const registryKinds: readonly RegistryDamage[] = [
  { name: 'the header is garbage', outcome: 'stood-in', damage: (file) => overwrite(file, garbage(100), 0) },
  {
    name: 'the first page is zero',
    outcome: 'stood-in',
    damage: (file) => overwrite(file, Buffer.alloc(pageBytes), 0),
  },
  {
    name: 'the schema’s page is garbage',
    outcome: 'stood-in',
    damage: (file) => overwrite(file, garbage(pageBytes - 100), 100),
  },
  { name: 'it is cut off after three pages', outcome: 'stood-in', damage: (file) => truncateSync(file, 3 * pageBytes) },
  { name: 'it is cut off within its header', outcome: 'stood-in', damage: (file) => truncateSync(file, 60) },
  { name: 'it has no bytes', outcome: 'mended', damage: (file) => truncateSync(file, 0) },
  { name: 'it is gone', outcome: 'mended', damage: (file) => rmSync(file) },
  { name: 'it is text', outcome: 'stood-in', damage: (file) => writeFileSync(file, 'no database '.repeat(1000)) },
  {
    name: 'a folder lies in its place',
    outcome: 'stood-in',
    damage(file) {
      rmSync(file);
      mkdirSync(file);
      writeFileSync(`${file}/something`, 'x');
    },
  },
  {
    name: 'a FIFO lies in its place',
    outcome: 'stood-in',
    damage(file) {
      rmSync(file);
      execFileSync('mkfifo', [file]);
    },
  },
  {
    name: 'a device lies in its place',
    outcome: 'stood-in',
    damage(file) {
      rmSync(file);
      symlinkSync('/dev/zero', file);
    },
  },
  {
    name: 'a link that leads nowhere lies in its place',
    outcome: 'stood-in',
    damage(file) {
      rmSync(file);
      symlinkSync('/nowhere/at/all.sqlite', file);
    },
  },
  ...['run', 'dataset', 'experiment'].map((table): RegistryDamage => ({
    ...{ name: `the page of the table ${table} is garbage`, outcome: 'stood-in' },
    damage: (file) => breakPage(file, table),
  })),
  { name: 'the page of the results is garbage', outcome: 'stood-in', damage: (file) => breakPage(file, 'task_result') },
  { name: 'the page of the stages is garbage', outcome: 'stood-in', damage: (file) => breakPage(file, 'stage') },
  { name: 'the page of an index is garbage', outcome: 'stood-in', damage: (file) => breakPage(file, 'run_by_state') },
  {
    name: 'every page but the first is garbage',
    outcome: 'stood-in',
    damage: (file) => overwrite(file, garbage((pagesOf(file) - 1) * pageBytes), pageBytes),
  },
  {
    name: 'a page is garbage',
    outcome: 'stood-in',
    isRandom: true,
    damage: (file) => overwrite(file, garbage(), Math.floor(Math.random() * pagesOf(file)) * pageBytes),
  },
  {
    name: 'a few bytes are others',
    outcome: 'stood-in',
    isRandom: true,
    damage: (file) => overwrite(file, garbage(16), Math.floor(Math.random() * pagesOf(file) * pageBytes)),
  },
  row('a run’s run.json is no JSON', `UPDATE run SET file = '{' WHERE id = 'run-b'`),
  row('a run’s run.json is another thing', `UPDATE run SET file = '[]' WHERE id = 'run-b'`),
  row('every run’s run.json is no JSON', `UPDATE run SET file = ''`),
  row('a run’s tags are no JSON', `UPDATE run SET tags = 'x' WHERE id = 'run-b'`),
  row('a run’s losses are no JSON', `UPDATE run SET losses = '{"total":' WHERE id = 'run-b'`),
  row('a run’s damage is no JSON', `UPDATE run SET damage = '' WHERE id = 'run-b'`),
  row('a waiting run’s row is no JSON', `UPDATE run SET file = '?' WHERE id = 'run-x'`),
  row('a run’s engine is none', `UPDATE run SET engine = 'steam' WHERE id = 'run-b'`),
  row('a stage’s reports are no JSON', `UPDATE stage SET reports = '[' WHERE run_id = 'run-b' AND stage = 1`),
  row('a result’s metrics are no JSON', `UPDATE task_result SET metrics = 'nan' WHERE run_id = 'run-b' AND stage = 1`),
  row('an experiment’s chain is no JSON', `UPDATE experiment SET chain = 'alpha, beta'`),
  row('a dataset’s problems are no JSON', `UPDATE dataset SET problems = '{'`),
  row('a task’s scan is no JSON', `UPDATE task SET scan = '{'`),
  row(
    'the rows of a run’s results are gone',
    `UPDATE run SET events_offset = 0, state = 'stopped' WHERE id = 'run-b'; DELETE FROM task_result WHERE run_id = 'run-b'`,
  ),
  row('the rows of all runs are gone', 'DELETE FROM run'),
  row('the rows of the datasets are gone', 'DELETE FROM dataset'),
  row('the rows of the queue are gone', 'DELETE FROM queue_place'),
  ...['run', 'stage', 'task_result', 'experiment', 'dataset', 'task', 'queue_place', 'weights_file'].map((table) =>
    schema(`the table ${table} is dropped`, `DROP TABLE ${table}`),
  ),
  schema('a trigger is dropped', 'DROP TRIGGER run_revised'),
  schema('a column is dropped', 'ALTER TABLE run DROP COLUMN notes'),
  schema('its version is negative', 'PRAGMA user_version = -3'),
  schema('its version is 0', 'PRAGMA user_version = 0'),
  schema('its version is an older one', 'PRAGMA user_version = 7'),
  { name: 'its version is a newer one', outcome: 'refused', damage: (file) => sql(file, 'PRAGMA user_version = 99') },
  {
    name: 'its write-ahead log is garbage',
    outcome: 'mended',
    damage: (file) => writeFileSync(`${file}-wal`, garbage(50_000)),
  },
  {
    name: 'the write-ahead log of another registry lies beside it',
    outcome: 'stood-in',
    damage(file) {
      const other = `${file}.other`;
      const database = new Database(other);
      database.pragma('journal_mode = WAL');
      database.exec('CREATE TABLE elsewhere (x TEXT); INSERT INTO elsewhere VALUES (1)');
      const log = `${other}-wal`;
      execFileSync('cp', [log, `${file}-wal`]);
      database.close();
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${other}${suffix}`, { force: true });
    },
  },
  {
    name: 'a new registry without anything lies in its place',
    outcome: 'mended',
    damage(file) {
      rmSync(file);
      openRegistry(file).close();
    },
  },
];
