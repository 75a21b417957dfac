/** Every call of the contract, over the browser host of the built program, with thousands of malformed and over-long inputs. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isCallName } from '../../src/shared/client';
import { calls } from '../../src/shared/contract';
import { copyOldWorkspace } from '../fixtures/old-workspace';
import { serveWorkbench, type ServedWorkbench } from '../fixtures/serve-workbench';
import { temporaryFolder } from '../fixtures/tiny-workbench';
import { CallingPage, letIn, placeOf } from './hostile/page';
import { malformedInputs } from './hostile/payloads';
import { cpuMsOf, peakMemoryOf, stateOf } from './hostile/state';

const isShort = process.env['CORED_FAULTS_SHORT'] === '1';
const perCall = Number(process.env['CORED_FAULTS_PER_CALL'] ?? (isShort ? 10 : 10_000));
const mostMs = 100;
const mostBytes = 500e6;
const atATime = 500;
const names = Object.keys(calls).filter(isCallName);

let folder: string;
let workspace: string;
let served: ServedWorkbench;
let cookie: string;
let page: CallingPage;
let before: Record<string, unknown>;
let slowestMs = 0;
let refused = 0;

beforeAll(async () => {
  folder = await temporaryFolder('hostile-calls');
  workspace = await copyOldWorkspace(folder);
  served = await serveWorkbench(workspace, [folder], {
    args: ['--calls-per-second', '1000000'],
    // Settings are a person's own.
    environment: { XDG_CONFIG_HOME: folder },
  });
  cookie = await letIn(served.url);
  page = await CallingPage.open(placeOf(served.url), cookie);
  await page.call('run/list', {});
  before = await stateOf(folder, workspace);
});
afterAll(async () => {
  await page?.close();
  await served?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The round trip, or, where the machine has other things to do, the server's own time: both have to be long. */
async function timeOf(work: () => Promise<void>): Promise<number> {
  const cpuBefore = await cpuMsOf(served.processId);
  const startedAt = performance.now();
  await work();
  const elapsedMs = performance.now() - startedAt;
  if (elapsedMs < mostMs || cpuBefore === null) return elapsedMs;
  return Math.min(elapsedMs, ((await cpuMsOf(served.processId)) ?? Infinity) - cpuBefore);
}

function shown(input: unknown): string {
  return (JSON.stringify(input) ?? String(input)).slice(0, 300);
}

describe('malformed and over-long inputs', () => {
  it.each(names)('of %s are refused at once, with a code and few words', async (name) => {
    for (let from = 0; from < perCall; from += atATime) {
      for (const input of malformedInputs(calls[name].input, Math.min(atATime, perCall - from), from + 1)) {
        if (!page.isOpen) page = await CallingPage.open(placeOf(served.url), cookie);
        const ms = await timeOf(async () => {
          const outcome = await page.call(name, input);
          if (outcome === 'closed' || outcome.ok) throw new Error(`${name} took ${shown(input)}`);
          expect(outcome.error.code).toBe('bad-input');
          expect(outcome.error.message.length).toBeLessThan(1500);
        });
        if (ms >= mostMs) throw new Error(`${name} took ${ms} ms for ${shown(input)}`);
        slowestMs = Math.max(slowestMs, ms);
        refused += 1;
      }
    }
  });

  it('leave the process alive and small, and every file and row as it was', async () => {
    expect(await page.call('dataset/list', {})).toMatchObject({ ok: true });
    const peak = await peakMemoryOf(served.processId);
    if (peak !== null) expect(peak).toBeLessThan(mostBytes);
    expect(await stateOf(folder, workspace)).toEqual(before);
    const memory = peak === null ? 'unknown' : `${Math.round(peak / 1e6)} MB`;
    process.stdout.write(
      `${refused} inputs refused, the slowest after ${slowestMs.toFixed(0)} ms; most memory: ${memory}\n`,
    );
  });
});
