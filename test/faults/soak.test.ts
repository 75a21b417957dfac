/** Short runs one after the other, with two pages open: memory and handles stay as they are, and nothing is rejected unheard. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isAtRest, type ExperimentRequest } from '../../src/shared/run';
import { findChromium, launchChromium, titled } from '../fixtures/chromium';
import { makeTinyDataset } from '../fixtures/make-tiny-dataset';
import { serveWorkbench, type ServedWorkbench } from '../fixtures/serve-workbench';
import { openTestWorkbench, temporaryFolder, waitForRun } from '../fixtures/tiny-workbench';

const minutes = Number(process.env['CORED_FAULTS_MINUTES'] ?? 30);
/** More runs than these make lists longer, and that is not what is asked here. */
const keptRuns = 8;
const chromiumPath = findChromium();

interface Sample {
  readonly serverMiB: number;
  readonly serverFiles: number;
  /** Of both pages, after a collection of garbage. */
  readonly pagesMiB: number;
  readonly pageNodes: number;
}

let folder: string;
let server: ServedWorkbench;
let browser: Browser;
const troubles: string[] = [];

beforeAll(async () => {
  folder = await temporaryFolder('soak');
  await makeTinyDataset(join(folder, 'data'), { tasks: ['alpha', 'beta'], perClass: 8 });
  server = await serveWorkbench(join(folder, 'workspace'), [folder]);
  if (chromiumPath !== null) browser = await launchChromium(chromiumPath);
});
afterAll(async () => {
  await browser?.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

it.skipIf(chromiumPath === null || process.platform !== 'linux')(
  titled(`soaks for ${minutes} minutes`, chromiumPath),
  { timeout: (minutes + 5) * 60_000 },
  async () => {
    const context = await browser.newContext();
    const first = await openPage(await context.newPage(), server.url);
    const second = await openPage(await context.newPage(), `${new URL(server.url).origin}/#/runs`);
    const samples: Sample[] = [];
    const until = performance.now() + minutes * 60_000;
    const workbench = await openTestWorkbench(join(folder, 'workspace'));
    try {
      for (let seed = 1; performance.now() < until; seed += 1) {
        const { runs } = await workbench.call('experiment/create', request(seed));
        const runId = runs[0]?.id ?? '';
        await first.page.evaluate((id) => (location.hash = `#/runs/${id}`), runId);
        // The server starts it: this workbench only asks.
        const run = await waitForRun(workbench, runId, ({ state }) => isAtRest(state));
        expect(run.error).toBeNull();
        const old = (await workbench.call('run/list', {})).slice(keptRuns).map(({ id }) => id);
        if (old.length > 0) await workbench.call('run/delete', { runIds: old });
        await sleep(500);
        samples.push(await sampleOf(server.processId, [first, second]));
      }
    } finally {
      await workbench.close();
    }
    const [early, late] = [
      samples.slice(Math.floor(samples.length / 5), Math.ceil((2 * samples.length) / 5)),
      samples.slice(-Math.ceil(samples.length / 5)),
    ];
    const growth = { runs: samples.length, early: medians(early), late: medians(late) };
    process.stdout.write(`${JSON.stringify(growth)}\n`);
    expect(samples.length).toBeGreaterThan(5);
    expect(growth.late.serverMiB).toBeLessThan(growth.early.serverMiB * 1.15 + 20);
    expect(growth.late.serverFiles).toBeLessThanOrEqual(growth.early.serverFiles + 3);
    expect(growth.late.pagesMiB).toBeLessThan(growth.early.pagesMiB * 1.15 + 10);
    expect(growth.late.pageNodes).toBeLessThan(growth.early.pageNodes * 1.15 + 500);
    expect(troubles).toEqual([]);
    expect(server.said()).not.toMatch(/Unhandled|Error:/);
  },
);

function request(seed: number): ExperimentRequest {
  return {
    name: 'Soak',
    dataset: join(folder, 'data'),
    chain: ['alpha', 'beta'],
    methods: ['cored'],
    network: 'small-cnn',
    preset: 'corrected',
    parameters: { epochs: 2, batchSize: 8, imageSize: 32 },
    methodParameters: {},
    seeds: [seed],
    engine: 'wasm',
    initialWeights: null,
  };
}

interface OpenPage {
  readonly page: Page;
  readonly session: CDPSession;
}

async function openPage(page: Page, url: string): Promise<OpenPage> {
  page.on('pageerror', (error) => troubles.push(String(error)));
  await page.goto(url);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return { page, session };
}

async function sampleOf(processId: number, pages: readonly OpenPage[]): Promise<Sample> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8');
  const files = await readdir(`/proc/${processId}/fd`);
  let pagesMiB = 0;
  let pageNodes = 0;
  for (const { session } of pages) {
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const valueOf = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? 0;
    pagesMiB += valueOf('JSHeapUsedSize') / 2 ** 20;
    pageNodes += valueOf('Nodes');
  }
  return {
    serverMiB: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024,
    serverFiles: files.length,
    pagesMiB,
    pageNodes,
  };
}

function medians(samples: readonly Sample[]): Sample {
  const middle = (values: readonly number[]) =>
    Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0);
  return {
    serverMiB: middle(samples.map(({ serverMiB }) => serverMiB)),
    serverFiles: middle(samples.map(({ serverFiles }) => serverFiles)),
    pagesMiB: middle(samples.map(({ pagesMiB }) => pagesMiB)),
    pageNodes: middle(samples.map(({ pageNodes }) => pageNodes)),
  };
}
