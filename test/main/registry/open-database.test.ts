import Database from 'better-sqlite3';
import { execFileSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../../src/main/registry/open-database';
import { migrations } from '../../../src/main/registry/migrations';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await temporaryFolder('registry');
  file = join(folder, 'registry.sqlite');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('migrates an empty file to the newest version, with STRICT tables, WAL and foreign keys', () => {
  const database = openDatabase(file);
  expect(database.pragma('user_version', { simple: true })).toBe(migrations.length);
  expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
  const tables = database.prepare(`SELECT name, strict FROM pragma_table_list WHERE schema = 'main'`).all();
  const ours = tables.filter((table) => !String(Object(table).name).startsWith('sqlite_'));
  expect(ours.length).toBeGreaterThan(6);
  for (const table of ours) expect(table).toMatchObject({ strict: 1 });
  database.close();
});

it('opens a registry again without doing anything to it', () => {
  const first = openDatabase(file);
  first.exec(`INSERT INTO dataset (id, name, path) VALUES ('d', 'Data', '/data')`);
  first.close();
  const again = openDatabase(file);
  expect(again.prepare('SELECT name FROM dataset').all()).toEqual([{ name: 'Data' }]);
  again.close();
});

it('brings a registry of the first version to the newest and keeps its results', () => {
  const old = openDatabase(file, { migrations: migrations.slice(0, 1) });
  old.exec(`
    INSERT INTO experiment VALUES ('e', 'E', '2026', '[]');
    INSERT INTO run (id, experiment_id, created_at, folder, file, name, state)
    VALUES ('r', 'e', '2026', '/r', '{}', 'R', 'complete');
    INSERT INTO task_result (run_id, step, task, split, auc, fake, real) VALUES ('r', 1, 'a', 'val', 0.75, 2, 2);
  `);
  old.close();
  const database = openDatabase(file);
  const metrics = '{"auc":0.75,"videoAuc":null,"averagePrecision":null,"eer":null,"accuracy":null}';
  const row = { metrics, auc_low: null, auc_high: null, fake: 2 };
  expect(database.prepare('SELECT metrics, auc_low, auc_high, fake FROM task_result').all()).toEqual([row]);
  database.close();
});

it('refuses a registry of a newer version by name and changes nothing', async () => {
  const newer = new Database(file);
  newer.exec('CREATE TABLE later (id TEXT)');
  newer.pragma('user_version = 99');
  newer.close();
  const before = await readFile(file);
  expect(() => openDatabase(file)).toThrowError(
    expect.objectContaining({
      code: 'newer-version',
      message: expect.stringMatching(new RegExp(`registry\\.sqlite.*99.*up to ${migrations.length}`)),
    }),
  );
  expect(await readFile(file)).toEqual(before);
});

it('keeps the old version when a migration fails', () => {
  openDatabase(file, { migrations: ['CREATE TABLE one (id TEXT) STRICT'] }).close();
  expect(() =>
    openDatabase(file, {
      migrations: ['CREATE TABLE one (id TEXT) STRICT', 'CREATE TABLE two (id TEXT) STRICT; SELECT nonsense'],
    }),
  ).toThrow(/nonsense/);
  const database = new Database(file);
  expect(database.pragma('user_version', { simple: true })).toBe(1);
  expect(database.prepare(`SELECT name FROM sqlite_schema WHERE name = 'two'`).all()).toEqual([]);
  database.close();
});

it('says that a file which is no database is damaged, and how to get out', async () => {
  await writeFile(file, 'this is not a database, however long it is '.repeat(100));
  expect(() => openDatabase(file)).toThrowError(
    expect.objectContaining({ code: 'damaged', message: expect.stringContaining('registry rebuild') }),
  );
});

it.skipIf(process.platform === 'win32').each(['', '-wal', '-shm', '-journal'])(
  'waits for nobody at a FIFO in the place of the file%s',
  (suffix) => {
    if (suffix !== '') openDatabase(file).close();
    execFileSync('mkfifo', [`${file}${suffix}`]);
    expect(() => openDatabase(file)).toThrow(/it is a FIFO \(named pipe\), not a file\)\. `cored registry rebuild`/);
  },
);
