import { appendFile, open, readFile, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EventLog } from '../../../src/main/runs/event-log';
import { EventTail } from '../../../src/main/runs/event-tail';
import { batches, eventsOf, started } from '../../fixtures/run-file';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await temporaryFolder('events');
  path = join(folder, 'events.jsonl');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const lines = eventsOf([started, batches(1, 1, 1, 0.9), batches(1, 1, 2, 0.8)]).map((event) => JSON.stringify(event));

it('holds a line back until its end is there', async () => {
  const tail = new EventTail(path);
  expect(await tail.read()).toEqual([]);
  await writeFile(path, `${lines[0]}\n${lines[1]?.slice(0, 20)}`);
  expect((await tail.read()).map(({ sequence }) => sequence)).toEqual([1]);
  expect(await tail.read()).toEqual([]);
  await appendFile(path, `${lines[1]?.slice(20)}\n${lines[2]}\n`);
  expect((await tail.read()).map(({ sequence }) => sequence)).toEqual([2, 3]);
});

it('reads lines that together are longer than one read', async () => {
  const message = 'x'.repeat(700_000);
  const bodies = [1, 2, 3].map(() => ({ type: 'log/written', level: 'info', message }) as const);
  await writeFile(
    path,
    eventsOf(bodies)
      .map((event) => `${JSON.stringify(event)}\n`)
      .join(''),
  );
  const tail = new EventTail(path);
  const seen: number[] = [];
  for (let events = await tail.read(); events.length > 0; events = await tail.read()) {
    seen.push(...events.map(({ sequence }) => sequence));
  }
  expect(seen).toEqual([1, 2, 3]);
});

it('names the file when a whole line is no event', async () => {
  await writeFile(path, '{"sequence":1}\n');
  await expect(new EventTail(path).read()).rejects.toMatchObject({
    code: 'damaged',
    message: expect.stringContaining(path),
  });
});

it('cuts a torn last line off and goes on with the next number', async () => {
  await writeFile(path, `${lines[0]}\n${lines[1]}\n${lines[2]?.slice(0, 30)}`);
  const tail = new EventTail(path);
  expect(await tail.read()).toHaveLength(2);
  const log = await EventLog.open(path);
  await log.append({ type: 'run/stopped' });
  await log.close();
  expect((await tail.read()).map(({ sequence, body }) => [sequence, body.type])).toEqual([[3, 'run/stopped']]);
  expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(3 + 1);
});

it('writes concurrent events whole and in order', async () => {
  const log = await EventLog.open(path);
  await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      log.append({ type: 'log/written', level: 'info', message: `${index}`.repeat(1000) }),
    ),
  );
  await log.close();
  const events = await new EventTail(path).read();
  expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
});

it('refuses to write what its readers could not parse, and goes on with the same number', async () => {
  const log = await EventLog.open(path);
  await expect(log.append(batches(1, 1, 1.5, Number.NaN))).rejects.toThrow(/batch/);
  await log.append(batches(1, 1, 1, 0.5));
  await log.close();
  expect((await new EventTail(path).read()).map(({ sequence }) => sequence)).toEqual([1]);
});

it('finds the last line of a long log without the lines before it', async () => {
  const long = { type: 'log/written', level: 'info', message: 'x'.repeat(200_000) } as const;
  const events = eventsOf([started, long, { ...long, message: 'y'.repeat(300_000) }]);
  await writeFile(path, `${events.map((event) => JSON.stringify(event)).join('\n')}\n{"sequence":4,"torn`);
  const log = await EventLog.open(path);
  await log.append({ type: 'run/stopped' });
  await log.close();
  const written = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(written.map((line) => JSON.parse(line).sequence)).toEqual([1, 2, 3, 4]);
});

it('leaves nothing of a line that could not be written whole, and gives its number to the next', async () => {
  const log = await EventLog.open(path);
  await log.append({ type: 'run/paused' });
  const { prototype } = await handlesOf(path);
  const write = vi.spyOn(prototype, 'appendFile').mockImplementationOnce(async function (this: FileHandle, line) {
    await this.write(Buffer.from(line as Uint8Array).subarray(0, 20));
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  });
  await expect(log.append({ type: 'run/resumed' })).rejects.toMatchObject({
    code: 'no-room',
    message: expect.stringMatching(/no room on the disk for ".*events.jsonl": .* needed, .* free/),
  });
  write.mockRestore();
  await log.append({ type: 'run/stopped' });
  await log.close();
  const events = await new EventTail(path).read();
  expect(events.map(({ sequence, body }) => [sequence, body.type])).toEqual([
    [1, 'run/paused'],
    [2, 'run/stopped'],
  ]);
});

async function handlesOf(file: string): Promise<{ prototype: FileHandle }> {
  const handle = await open(file, 'r');
  await handle.close();
  return { prototype: Object.getPrototypeOf(handle) as FileHandle };
}
