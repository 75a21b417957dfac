/** Writing while another process holds the registry's lock: waited for, in order, without stopping this process. */
import Database from 'better-sqlite3';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase, type Sqlite } from '../../../src/main/registry/open-database';
import { RegistryWriter } from '../../../src/main/registry/registry-writer';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
let file: string;
let ours: Sqlite;
let other: Sqlite;

beforeEach(async () => {
  folder = await temporaryFolder('registry-writer');
  file = join(folder, 'registry.sqlite');
  ours = openDatabase(file, { migrations: ['CREATE TABLE word (text TEXT)'] });
  other = new Database(file);
});

afterEach(async () => {
  ours.close();
  other.close();
  await rm(folder, { recursive: true });
});

const words = () => ours.prepare('SELECT text FROM word').pluck().all();
const add = (text: string) => () => ours.prepare('INSERT INTO word VALUES (?)').run(text).changes;

it('writes once the lock is free, in the order in which it was asked', async () => {
  const writer = new RegistryWriter(ours, { file });
  other.exec('BEGIN IMMEDIATE');
  const writing = ['first', 'second'].map((text) => writer.write(add(text)));
  // This process goes on meanwhile: it reads, and its timers run.
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(words()).toEqual([]);
  other.exec('COMMIT');
  expect(await Promise.all(writing)).toEqual([1, 1]);
  expect(words()).toEqual(['first', 'second']);
});

it('gives up with a message that names the registry, and begins nothing', async () => {
  const writer = new RegistryWriter(ours, { file, limitMs: 100 });
  other.exec('BEGIN IMMEDIATE');
  let begun = 0;
  const writing = writer.write(() => (begun += 1));
  await expect(writing).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining(file) });
  expect(begun).toBe(0);
  other.exec('ROLLBACK');
  await expect(writer.write(add('later'))).resolves.toBe(1);
});

it('takes back what work wrote that failed, and passes its error on', async () => {
  const writer = new RegistryWriter(ours, { file });
  const failing = writer.write(() => {
    add('half')();
    throw new Error('no more');
  });
  await expect(failing).rejects.toThrow('no more');
  expect(words()).toEqual([]);
});

it('refuses what waits when the registry is closed', async () => {
  const writer = new RegistryWriter(ours, { file });
  other.exec('BEGIN IMMEDIATE');
  const writing = writer.write(add('late'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  ours.close();
  await expect(writing).rejects.toMatchObject({ code: 'cancelled' });
});
