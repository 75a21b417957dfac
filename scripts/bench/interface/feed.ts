/** A process that stands for the workers of several runs: it appends their events to their folders, so many a second. */
import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunFolder } from '../../../src/main/runs/run-folder';
import { randomFrom, runFile } from './make-workspace';
import { eventText, pointsPerEpoch } from './run-text';

/** Its arguments: seconds, events a second, and the folders, by which the workbench knows whose process this is. */
const [seconds = '', rate = '', ...folders] = process.argv.slice(2);
await Promise.all(folders.map((folder, number) => feed(folder, number)));

async function feed(path: string, number: number): Promise<void> {
  const lines = linesOf(path, number);
  const first = lines.splice(0, 2);
  await begin(path, number, first.join(''));
  const folder = new RunFolder(path);
  const startedAt = performance.now();
  for (const [index, line] of lines.entries()) {
    await sleep(Math.max(0, startedAt + (1000 * index) / Number(rate) - performance.now()));
    await appendFile(folder.eventsPath, line);
  }
}

/** In a folder that nobody looks at, so that it is a run that trains from the moment on at which it is one. */
async function begin(path: string, number: number, events: string): Promise<void> {
  const folder = new RunFolder(join(dirname(path), `.${basename(path)}`));
  await mkdir(folder.path, { recursive: true });
  const file = { ...runFile(number), id: basename(path), createdAt: new Date().toISOString() };
  await folder.writeRun(file);
  await folder.writeNotes({ name: `Live ${number + 1}`, tags: [], notes: '' });
  await writeFile(folder.eventsPath, events);
  const now = new Date().toISOString();
  const worker = { processId: process.pid, host: hostname(), startedAt: now, heartbeatAt: now };
  await writeFile(folder.workerPath, JSON.stringify({ ...worker, place: await folder.place() }));
  await rename(folder.path, path);
}

function linesOf(path: string, number: number): string[] {
  const { chain, method } = runFile(number);
  if (method === undefined) throw new Error(`The run of ${path} has no method.`);
  const epochs = Math.max(1, Math.floor((Number(seconds) * Number(rate)) / (pointsPerEpoch + 1) / chain.length));
  const outline = {
    ...{ chain: chain.map(({ name }) => name), method, random: randomFrom(number + 1), startedAtMs: Date.now() },
    points: epochs * pointsPerEpoch * chain.length,
  };
  return [...eventText(outline)].join('').split(/(?<=\n)/);
}
