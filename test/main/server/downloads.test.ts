/** Exported files over the browser host: for whoever was let in, once, soon, and never another file. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExportedPaths } from '../../../src/main/exported-files';
import { createDownloads } from '../../../src/main/server/downloads';
import { openHost, type HostUnderTest } from './host-under-test';

let nowMs = 0;
const downloads = createDownloads(() => nowMs);
let host: HostUnderTest;
let folder: string;
let Cookie: string;
beforeAll(async () => {
  host = await openHost({ downloads });
  folder = await mkdtemp(join(tmpdir(), 'cored-downloads-'));
  await mkdir(join(folder, 'runs', 'a'), { recursive: true });
  await writeFile(join(folder, 'report ü.html'), '<b>report</b>');
  await writeFile(join(folder, 'runs', 'list.txt'), 'list');
  await writeFile(join(folder, 'runs', 'a', 'curve.csv'), 'x,y\n1,2\n');
  await symlink('/etc/passwd', join(folder, 'link.html'));
  Cookie = await host.cookie();
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

/** Name and text of each entry: a local header says their lengths. */
function storedIn(zip: Buffer): Record<string, string> {
  const entries: Record<string, string> = {};
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50;) {
    const [size, nameBytes, extraBytes] = [
      zip.readUInt32LE(at + 18),
      zip.readUInt16LE(at + 26),
      zip.readUInt16LE(at + 28),
    ];
    const start = at + 30 + nameBytes + extraBytes;
    entries[zip.toString('utf8', at + 30, at + 30 + nameBytes)] = zip.toString('utf8', start, start + size);
    at = start + size;
  }
  return entries;
}

const offer = async (...names: string[]) =>
  (await downloads.offer({ files: names.map((name) => join(folder, name)), within: [folder] })).path;

it('gives one file as it is, to be saved and not shown, and only once', async () => {
  const path = await offer('report ü.html');
  const answer = await host.get(path, { Cookie });
  expect([answer.status, answer.body]).toEqual([200, '<b>report</b>']);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': "attachment; filename*=UTF-8''report%20%C3%BC.html",
    'content-length': '13',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  expect((await host.get(path, { Cookie })).status).toBe(404);
});

it('gives several as a zip with their folders', async () => {
  const answer = await host.get(await offer('runs/list.txt', 'runs/a/curve.csv'), { Cookie });
  expect(answer.headers['content-disposition']).toContain('runs.zip');
  expect(storedIn(answer.bytes)).toEqual({ 'list.txt': 'list', 'a/curve.csv': 'x,y\n1,2\n' });
});

it('gives a folder with all that lies below it', async () => {
  const answer = await host.get(await offer('runs'), { Cookie });
  expect(storedIn(answer.bytes)).toEqual({ 'runs/list.txt': 'list', 'runs/a/curve.csv': 'x,y\n1,2\n' });
});

it('asks for the cookie, and is neither used up without it nor by a preview', async () => {
  const path = await offer('report ü.html');
  expect((await host.get(path)).status).toBe(401);
  expect((await host.get(path, { Cookie }, 'HEAD')).status).toBe(404);
  expect((await host.get(path, { Cookie })).status).toBe(200);
});

it('is void after a minute, and at any other address', async () => {
  const path = await offer('report ü.html');
  nowMs += 60_001;
  expect((await host.get(path, { Cookie })).status).toBe(404);
  expect((await host.get('/download/../report', { Cookie })).status).toBe(404);
});

it('is not offered for a file that is gone, nor for a link out of the folders that may be used', async () => {
  await expect(offer('gone.html')).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('gone'),
  });
  await expect(offer('link.html')).rejects.toMatchObject({ code: 'not-found' });
});

it('does not follow a link that was put in place of the file since', async () => {
  await writeFile(join(folder, 'swapped.html'), 'own');
  const path = await offer('swapped.html');
  await rm(join(folder, 'swapped.html'));
  await symlink('/etc/passwd', join(folder, 'swapped.html'));
  const answer = await host.get(path, { Cookie });
  expect(answer.status).toBe(500);
  expect(answer.body).not.toContain('root:');
});

it('is offered for files that were exported alone', () => {
  const exported = new ExportedPaths();
  exported.remember({ folder: '/out', files: ['/out/a.csv'] });
  expect(() => exported.refuseOthers(['/out/a.csv'])).not.toThrow();
  expect(() => exported.refuseOthers(['/out/a.csv', '/etc/passwd'])).toThrow('"/etc/passwd" was not exported');
});
