/** Files that are written, or named on the command line: nobody is held up by what stands in their place. */
import { execFileSync } from 'node:child_process';
import { closeSync, writeSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openForAppending } from '../../../src/main/files/appended-file';
import { readGivenText } from '../../../src/main/files/given-text';
import { replacePlainFile } from '../../../src/main/files/replaced-file';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(async () => {
  folder = await temporaryFolder('appended');
});
afterEach(() => rm(folder, { recursive: true }));

it('is made where it is missing, and goes on where it ends', async () => {
  for (const word of ['one ', 'two']) {
    const file = openForAppending(at('log'));
    writeSync(file, word);
    closeSync(file);
  }
  expect(await readFile(at('log'), 'utf8')).toBe('one two');
});

describe.skipIf(process.platform === 'win32')('what is no file', () => {
  it('is not written to', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    await mkdir(at('folder'));
    await symlink('/dev/null', at('null'));
    await symlink(at('fifo'), at('to-fifo'));
    for (const name of ['fifo', 'folder', 'null', 'to-fifo']) {
      expect(() => openForAppending(at(name)), name).toThrow(/^it is .*, not a file$/);
      await expect(replacePlainFile(at(name), 'x'), name).rejects.toThrow(/^it is .*, not a file$/);
    }
  });

  it('is read to a limit where a person names it', async () => {
    await writeFile(at('short'), 'methods: [ft]');
    expect(await readGivenText(at('short'), 100)).toBe('methods: [ft]');
    await expect(readGivenText('/dev/zero', 100_000)).rejects.toMatchObject({ what: 'size' });
  });
});
