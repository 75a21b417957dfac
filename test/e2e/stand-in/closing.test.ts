/** Closing the desktop window while a run trains, on the stand-in for Electron: it says so, and the training goes on. */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallInput, CallName, CallOutput } from '../../../src/shared/contract';
import { WorkerFile } from '../../../src/shared/run';
import { findChromium, titled } from '../../fixtures/chromium';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { temporaryFolder } from '../../fixtures/tiny-workbench';
import { callFromPage } from './page-calls';
import { builtMain, runStandIn, type RunningStandIn } from './run-stand-in';

const chromiumPath = findChromium();

describe.skipIf(!chromiumPath)(titled('stand-in: closing the window while a run trains', chromiumPath), () => {
  let folder: string;
  let desktop: RunningStandIn;
  let runFolder: string;
  let worker = 0;

  beforeAll(async () => {
    if (!existsSync(builtMain)) throw new Error('The program is not built. Run "npm run build" first.');
    folder = await temporaryFolder('closing');
    await makeTinyDataset(join(folder, 'tiny'), { tasks: ['Stripes'], perClass: 4 });
    desktop = runStandIn(join(folder, 'workspace'), join(folder, 'app-data'));
    await desktop.event('shown');
  });
  afterAll(async () => {
    desktop?.stop();
    await desktop?.ended;
    if (worker !== 0) process.kill(worker);
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  const call = <Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> =>
    callFromPage(desktop, name, input);

  const messageBoxes = () => desktop.events.filter(({ event }) => event === 'message-box');

  it('stand-in: starts a training from the page', async () => {
    const { id } = await call('dataset/add', { path: join(folder, 'tiny') });
    const isReady = async () => (await call('dataset/get', { datasetId: id })).state;
    await expect.poll(isReady, { timeout: 30_000 }).toBe('ready');
    const { runs } = await call('experiment/create', {
      name: 'long',
      dataset: id,
      chain: ['Stripes'],
      methods: ['ft'],
      network: 'small-cnn',
      preset: 'corrected',
      parameters: { epochs: 5_000, batchSize: 4, imageSize: 32 },
      methodParameters: {},
      seeds: [1],
      engine: 'auto',
      initialWeights: null,
    });
    const runId = runs[0]?.id ?? '';
    const state = async () => (await call('run/get', { runId })).summary.state;
    await expect.poll(state, { timeout: 60_000 }).toBe('training');
    runFolder = (await call('run/get', { runId })).summary.folder;
    worker = WorkerFile.parse(JSON.parse(await readFile(join(runFolder, 'worker.json'), 'utf8'))).processId;
  });

  it('stand-in: stays open when the person says so', async () => {
    await desktop.ask('message-box-answer', { answer: 1 });
    await desktop.ask('close');
    await expect.poll(() => messageBoxes().length).toBe(1);
    expect(messageBoxes()[0]).toMatchObject({
      options: { title: 'CoReD Workbench', message: '1 training goes on in the background' },
    });
    expect(await call('app/info', {})).toMatchObject({ host: 'desktop' });
  });

  it('stand-in: closes, and the training goes on without it', async () => {
    await desktop.ask('message-box-answer', { answer: 0 });
    await desktop.ask('close').catch(() => undefined); // the process may be gone before it answers
    expect(await desktop.ended).toBe(0);
    const length = async () => (await readFile(join(runFolder, 'events.jsonl'), 'utf8')).length;
    const before = await length();
    await expect.poll(length, { timeout: 30_000 }).toBeGreaterThan(before);
  });

  it('stand-in: ends on a signal without asking, though a run trains', async () => {
    desktop = runStandIn(join(folder, 'workspace'), join(folder, 'app-data'));
    await desktop.event('shown');
    expect(await call('machine/sample', {})).toMatchObject({ training: 1 });
    desktop.stop(); // SIGTERM
    expect(await desktop.ended).toBe(0);
    expect(messageBoxes()).toEqual([]);
  });
});
