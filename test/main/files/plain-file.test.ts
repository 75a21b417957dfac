/** Files that others may have put there: only plain ones of bounded size, in their place, are opened. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlainFile, piecesOf, readWholeFile } from '../../../src/main/files/plain-file';

let folder = '';
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'plain-file-')));
  await mkdir(at('in'));
  await mkdir(at('out'));
  await writeFile(at('in/words'), 'words');
  await writeFile(at('out/secret'), 'secret');
});
afterAll(() => rm(folder, { recursive: true }));

describe('a file', () => {
  it('is read, whole or in pieces', async () => {
    expect((await readWholeFile(at('in/words'))).toString()).toBe('words');
    const long = Buffer.alloc(3 * 2 ** 20 + 7, 'ab');
    await writeFile(at('in/long'), long);
    const pieces: Buffer[] = [];
    for await (const piece of piecesOf(at('in/long'))) pieces.push(Buffer.from(piece));
    expect(pieces.length).toBe(4);
    expect(Buffer.concat(pieces).equals(long)).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('is no FIFO, socket, device or folder, nor a link to one', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    const server = createServer().listen(at('socket'));
    await new Promise((resolve) => server.on('listening', resolve));
    await symlink('/dev/zero', at('zero'));
    await symlink(at('fifo'), at('to-fifo'));
    const kinds = { fifo: 'FIFO', 'to-fifo': 'FIFO', socket: 'socket', zero: 'device', in: 'folder' };
    for (const [name, kind] of Object.entries(kinds)) {
      await expect(openPlainFile(at(name))).rejects.toMatchObject({
        what: 'kind',
        message: expect.stringContaining(kind),
      });
    }
    await new Promise((resolve) => server.close(resolve));
  });

  it('of a gigabyte is refused before a byte of it is held', async () => {
    await writeFile(at('in/sparse'), '');
    await truncate(at('in/sparse'), 2 ** 30);
    const before = process.resourceUsage().maxRSS;
    await expect(readWholeFile(at('in/sparse'), { limitBytes: 2 ** 20 })).rejects.toMatchObject({ what: 'size' });
    expect(process.resourceUsage().maxRSS - before, 'kilobytes').toBeLessThan(50_000);
  });

  it('is opened in its folders alone, wherever links lead', async () => {
    const within = [at('in')];
    await symlink(at('out/secret'), at('in/link'));
    await symlink(at('out'), at('in/folder'));
    await symlink(at('in/words'), at('in/inner'));
    for (const name of ['in/link', 'in/folder/secret', 'out/secret', 'in/../out/secret']) {
      await expect(openPlainFile(at(name), { within })).rejects.toMatchObject({ what: 'place' });
    }
    expect((await readWholeFile(at('in/inner'), { within })).toString()).toBe('words');
  });

  it('is not read on once that is cancelled', async () => {
    const cancel = new AbortController();
    const pieces = piecesOf(at('in/long'), { signal: cancel.signal });
    await pieces.next();
    cancel.abort();
    await expect(pieces.next()).rejects.toMatchObject({ code: 'cancelled' });
    await expect(readWholeFile(at('in/words'), { signal: cancel.signal })).rejects.toMatchObject({ code: 'cancelled' });
  });
});
