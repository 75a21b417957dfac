/** What has taken the place of a run's files hangs nobody: a FIFO, a device and a file without an end are told. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashFile } from '../../../src/main/jobs/hash-file';
import { EventLog } from '../../../src/main/runs/event-log';
import { EventTail } from '../../../src/main/runs/event-tail';
import { readJsonFile } from '../../../src/main/runs/json-file';
import { lastWords } from '../../../src/main/runs/last-words';
import { microBatchesBefore } from '../../../src/main/worker/micro-batches-before';

let folder = '';
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'special-files-'));
  execFileSync('mkfifo', [at('fifo')]);
  await symlink('/dev/zero', at('zero'));
});
afterAll(() => rm(folder, { recursive: true }));

const readers: [what: string, read: (path: string) => Promise<unknown>][] = [
  ['a JSON file', readJsonFile],
  ['events that are followed', (path) => new EventTail(path).read()],
  ['events that are added to', (path) => EventLog.open(path)],
  ['events of an earlier start', microBatchesBefore],
  ['a log', lastWords],
  ['weights that are hashed', hashFile],
];

describe.skipIf(process.platform === 'win32')('in place of', () => {
  it.each(readers)('%s, a FIFO or a device is refused at once', { timeout: 5000 }, async (_, read) => {
    await expect(read(at('fifo'))).rejects.toThrow('it is a FIFO (named pipe), not a file');
    await expect(read(at('zero'))).rejects.toThrow('it is a device, not a file');
  });

  it('events, a line without an end is refused before it fills the memory', async () => {
    await writeFile(at('events.jsonl'), '{');
    await truncate(at('events.jsonl'), 2 ** 30);
    const before = process.resourceUsage().maxRSS;
    await expect(new EventTail(at('events.jsonl')).read()).rejects.toMatchObject({ code: 'damaged' });
    expect(process.resourceUsage().maxRSS - before, 'kilobytes').toBeLessThan(300_000);
  });
});
