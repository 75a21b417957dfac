/** Eight runs that write twenty events a second: whether every one arrives, and how long a key takes to be seen meanwhile. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Page } from 'playwright-core';
import { decode } from '../../../src/shared/codec';
import { pushes } from '../../../src/shared/contract';
import { ServerMessage } from '../../../src/shared/wire';
import type { Figure } from './main';

export interface LiveWork {
  readonly workspace: string;
  /** The built feed.js. */
  readonly feeder: string;
  readonly seconds: number;
  readonly say: (line: string) => void;
}

const runs = 8;
const eventsPerSecond = 20;
const between = { keysMs: 500, viewsKeys: 10 };
/** For the last events to be taken in and sent. */
const settleMs = 5000;

/** Run id -> how often each sequence number came to the page. */
type Heard = Map<string, Map<number, number>>;

export async function measureLive(page: Page, work: LiveWork): Promise<Figure[]> {
  const { workspace, feeder, seconds, say } = work;
  const ids = Array.from({ length: runs }, (_, index) => `bench-live-${Date.now()}-${index + 1}`);
  const folders = ids.map((id) => join(workspace, 'runs', id));
  say(`${runs} runs write ${eventsPerSecond} events a second each, for ${seconds} seconds ...`);
  const heard = listen(page);
  // The page connects anew, and from there on all that it is sent is heard.
  await page.reload();
  await page.waitForSelector('nav a');
  const feeding = spawn(process.execPath, [feeder, String(seconds), String(eventsPerSecond), ...folders], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = once(feeding, 'exit');
  const keys = await typeWhile(page, ids, ended);
  await page.waitForTimeout(settleMs);
  const written = new Map(ids.map((id, index) => [id, linesIn(folders[index] ?? '')]));
  const figures: Figure[] = [
    {
      name: 'live: events that the page was not sent, or twice',
      value: missed(written, heard),
      limit: 0,
      unit: 'events',
    },
    { name: 'live: events that the registry lacks', value: lacking(workspace, written), limit: 0, unit: 'events' },
    {
      name: 'live: events written',
      value: [...written.values()].reduce((a, b) => a + b, 0),
      limit: null,
      unit: 'events',
    },
    { name: 'live: from a key to its paint, median', value: share(keys, 0.5), limit: 100, unit: 'ms' },
    { name: 'live: from a key to its paint, 95 of 100', value: share(keys, 0.95), limit: 100, unit: 'ms' },
    { name: 'live: from a key to its paint, the slowest', value: Math.max(...keys), limit: null, unit: 'ms' },
  ];
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  return figures;
}

/** Letters into the search of the runs table, and steps from button to button on the page of a run that trains. */
async function typeWhile(page: Page, ids: readonly string[], ended: Promise<unknown>): Promise<number[]> {
  const keys: number[] = [];
  let isOver = false;
  void ended.then(() => (isOver = true));
  for (let turn = 0; !isOver; turn += 1) {
    const isTable = turn % 2 === 0;
    const route = isTable ? '/runs' : `/runs/${ids[((turn - 1) / 2) % ids.length] ?? ''}`;
    await page.evaluate((hash) => void (location.hash = hash), route);
    await page.waitForTimeout(1000);
    if (isTable) await page.focus('input[data-testid="search-runs"]');
    for (let key = 0; key < between.viewsKeys && !isOver; key += 1) {
      keys.push(await keyTime(page, isTable ? 'live '.charAt(key % 5) : 'Tab'));
      await page.waitForTimeout(between.keysMs);
    }
  }
  return keys;
}

/** From the key as the browser got it to the frame that shows what it did. */
async function keyTime(page: Page, key: string): Promise<number> {
  const painted = page.evaluateHandle(() => {
    const seen = new Promise<number>((resolve) => {
      const onKey = ({ timeStamp }: KeyboardEvent) =>
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - timeStamp)));
      addEventListener('keydown', onKey, { capture: true, once: true });
    });
    return { seen };
  });
  const handle = await painted;
  await page.keyboard.press(key === ' ' ? 'Space' : key);
  return handle.evaluate(({ seen }) => seen);
}

function listen(page: Page): Heard {
  const heard: Heard = new Map();
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      if (typeof payload === 'string') return;
      const message = ServerMessage.parse(decode(payload));
      if (message.kind !== 'push' || message.push.name !== 'run/events') return;
      const { runId, events } = pushes['run/events'].payload.parse(message.push.payload);
      const known = heard.get(runId) ?? new Map<number, number>();
      heard.set(runId, known);
      for (const { sequence } of events) known.set(sequence, (known.get(sequence) ?? 0) + 1);
    });
  });
  return heard;
}

/** What stands in the folder when it is taken in is in the answers; what comes behind that has to come once, to the last. */
function missed(written: ReadonlyMap<string, number>, heard: Heard): number {
  let count = 0;
  for (const [id, lines] of written) {
    const its = heard.get(id) ?? new Map<number, number>();
    const first = Math.min(...its.keys(), lines);
    for (let sequence = first; sequence <= lines; sequence += 1) if (its.get(sequence) !== 1) count += 1;
  }
  return count;
}

function lacking(workspace: string, written: ReadonlyMap<string, number>): number {
  const database = new Database(join(workspace, 'registry.sqlite'), { readonly: true, timeout: 10_000 });
  try {
    const last = database.prepare(`SELECT last_sequence FROM run WHERE id = ? AND state = 'complete'`).pluck();
    return [...written].reduce((sum, [id, lines]) => sum + lines - Number(last.get(id) ?? 0), 0);
  } finally {
    database.close();
  }
}

function linesIn(folder: string): number {
  return readFileSync(join(folder, 'events.jsonl'), 'utf8').trimEnd().split('\n').length;
}

function share(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}
