/** The desktop's log: whole at a crash, bounded in size. */
import { readFileSync, statSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDesktopLog } from '../../../src/main/electron/desktop-log';
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
  openDesktopLog(path).error({ error: new AppError('internal', 'It broke.', { cause }) }, 'Something');
  const [line] = lines(path);
  expect(line).toMatchObject({ msg: 'Something', error: { code: 'internal' } });
  expect(line.error.stack).toContain('desktop-log.test.ts');
  expect(line.error.stack).toContain('the disk is full');
});

it('goes on behind what an earlier start said', () => {
  openDesktopLog(path).info('first');
  openDesktopLog(path).info('second');
  expect(lines(path).map(({ msg }) => msg)).toEqual(['first', 'second']);
});

it('keeps the last lines in two files of bounded size, however much is said', async () => {
  const limit = 10_000;
  const log = openDesktopLog(path, limit);
  for (let count = 0; count < 1_000; count += 1) log.info({ count }, 'x'.repeat(100));
  expect(await readdir(folder)).toEqual(['desktop.log', 'desktop.log.old']);
  for (const file of [path, `${path}.old`]) expect(statSync(file).size).toBeLessThanOrEqual(limit);
  const kept = [...lines(`${path}.old`), ...lines(path)].map(({ count }) => count);
  expect(kept.at(-1)).toBe(999);
  // No line is missing between the oldest that is kept and the last.
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => 1_000 - kept.length + index));
});

it('is cut at a start too, when an earlier version left a large one', () => {
  const log = openDesktopLog(path, 1_000_000);
  for (let count = 0; count < 100; count += 1) log.info('x'.repeat(100));
  openDesktopLog(path, 10_000).info('the first line of this start');
  expect(lines(path)).toHaveLength(1);
});
