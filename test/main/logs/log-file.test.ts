/** Logs on disk: whole at a crash, bounded in size and number, and without secrets. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LogFile, openLog } from '../../../src/main/logs/log-file';
import { secretMark } from '../../../src/main/logs/without-secrets';
import { createAccess } from '../../../src/main/server/access';
import { Sessions } from '../../../src/main/server/sessions';
import { AppError } from '../../../src/shared/errors';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await temporaryFolder('log');
  path = join(folder, 'desktop.log');
});
afterEach(() => rm(folder, { recursive: true }));

const lines = (file: string) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

it('has a line on disk as soon as it is said, with the stack and the cause of an error', () => {
  const cause = new Error('the disk is full');
  openLog(path).error({ error: new AppError('internal', 'It broke.', { cause }) }, 'Something');
  const [line] = lines(path);
  expect(line).toMatchObject({ msg: 'Something', error: { code: 'internal' } });
  expect(line.error.stack).toContain('log-file.test.ts');
  expect(line.error.stack).toContain('the disk is full');
});

it('goes on behind what an earlier start said', () => {
  openLog(path).info('first');
  openLog(path).info('second');
  expect(lines(path).map(({ msg }) => msg)).toEqual(['first', 'second']);
});

it('keeps the last lines in three files of bounded size, however much is said', async () => {
  const limit = 10_000;
  const log = openLog(path, 'info', { bytes: limit, files: 3 });
  for (let count = 0; count < 1_000; count += 1) log.info({ count }, 'x'.repeat(100));
  expect(await readdir(folder)).toEqual(['desktop.log', 'desktop.log.1', 'desktop.log.2']);
  const files = [`${path}.2`, `${path}.1`, path];
  for (const file of files) expect(statSync(file).size).toBeLessThanOrEqual(limit);
  const kept = files.flatMap(lines).map(({ count }) => count);
  expect(kept.at(-1)).toBe(999);
  // No line is missing between the oldest that is kept and the last.
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => 1_000 - kept.length + index));
});

it('is cut at a start too, when an earlier version left a large one', () => {
  const log = openLog(path, 'info', { bytes: 1_000_000, files: 3 });
  for (let count = 0; count < 100; count += 1) log.info('x'.repeat(100));
  openLog(path, 'info', { bytes: 10_000, files: 3 }).info('the first line of this start');
  expect(lines(path)).toHaveLength(1);
});

it('is one for two processes: what the other writes behind a turn is at the beginning of the new one', () => {
  const limits = { bytes: 400, files: 2 };
  const [one, other] = [new LogFile(path, limits), new LogFile(path, limits)];
  const line = (name: string) => `${JSON.stringify({ name, words: 'x'.repeat(100) })}\n`;
  for (let count = 0; count < 3; count += 1) one.write(line(`one ${count}`));
  other.write(line('other 0'));
  one.write(line('one 3'));
  expect(lines(`${path}.1`).map(({ name }) => name)).toEqual(['one 0', 'one 1', 'one 2']);
  expect(lines(path).map(({ name }) => name)).toEqual(['other 0', 'one 3']);
});

it.skipIf(process.platform === 'win32')('waits for no reader of a FIFO in its place, and goes on', () => {
  execFileSync('mkfifo', [path]);
  const complained = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  openLog(path).info('said');
  expect(String(complained.mock.calls[0]?.[0])).toContain('it is a FIFO (named pipe), not a file');
  complained.mockRestore();
});

it('holds no secret, whatever is logged', () => {
  const access = createAccess(new Sessions());
  const host = { header: '127.0.0.1:7420', port: 7420, isSecure: false, client: '127.0.0.1' };
  const token = access.newToken();
  const cookie = access.redeem(token, host) ?? '';
  const session = cookie.slice('cored-7420='.length, cookie.indexOf(';'));
  const log = openLog(path);
  const request = { headers: { cookie: `cored-7420=${session}; theme=dark`, authorization: 'Basic dXNlcjpwdw' } };
  log.info({ request, url: `/?token=${token}&view=runs` }, `Opened http://127.0.0.1:7420/?token=${token}`);
  log.warn({ setCookie: cookie, 'set-cookie': [cookie] }, `The session ${session} is over`);
  log.error({ error: new Error(`https://alice:hunter2@tracker.example/api answered 401 to Bearer abc.def`) }, 'No');
  log.error({ environment: { MLFLOW_TRACKING_PASSWORD: 'hunter3', WANDB_API_KEY: 'k1' } }, 'password: hunter4');
  const text = readFileSync(path, 'utf8');
  for (const secret of [token, session, 'dXNlcjpwdw', 'alice', 'hunter', 'abc.def', '"k1"']) {
    expect(text).not.toContain(secret);
  }
  // What is left can still be read.
  expect(lines(path).map(({ msg }) => msg)[0]).toBe(`Opened http://127.0.0.1:7420/?token=${secretMark}`);
  expect(lines(path)).toHaveLength(4);
});
