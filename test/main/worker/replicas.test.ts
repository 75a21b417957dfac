/** Trainings with two replicas in the real worker: the same bytes again, after a stop, and in micro-batches instead of threads. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseEventLine } from '../../../src/main/runs/event-line';
import { RunFolder } from '../../../src/main/runs/run-folder';
import type { Workbench } from '../../../src/main/workbench-api';
import type { RunEventBody } from '../../../src/shared/event';
import type { Parameters } from '../../../src/shared/field';
import { everyAugmentation } from '../../core/augmentations/every-augmentation';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { openTestWorkbench, temporaryFolder, waitForRun } from '../../fixtures/tiny-workbench';

// Real trainings, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

/** Of each kind: a loss of the whole batch, penalties, a state of gradients, one of updates, replayed rows, kept logits. */
const methods = ['cored', 'tg', 'lwf', 'ewc-online', 'si', 'er', 'derpp', 'gdumb', 'dfil'];

/** Images that join each batch of 8, by default. */
const replayed: Readonly<Record<string, number>> = { er: 32, derpp: 64 };

let entries: BuiltEntries;
let folder: string;
let workbench: Workbench;

beforeAll(async () => {
  entries = await buildEntries();
  folder = await temporaryFolder('replicas');
  await makeTinyDataset(join(folder, 'data'), { tasks: ['alpha', 'beta'], perClass: 9 });
  const workspace = join(folder, 'workspace');
  workbench = await openTestWorkbench(workspace, { workerScript: entries.worker, startsRuns: true, slots: 1 });
});
afterAll(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
  await rm(entries.folder, { recursive: true, force: true });
});

/** 18 images: batches of 8, 8 and 2, so that the last has one image for each of two replicas. */
async function start(parameters: Parameters, method = 'cored'): Promise<string> {
  const experiment = await workbench.call('experiment/create', {
    ...{ name: 'Replicas', dataset: join(folder, 'data'), chain: ['alpha', 'beta'], methods: [method] },
    ...{ network: 'small-cnn', preset: 'corrected', methodParameters: {}, seeds: [3], engine: 'wasm' },
    parameters: { epochs: 2, batchSize: 8, imageSize: 32, ...parameters },
    initialWeights: null,
  });
  return experiment.runs[0]?.id ?? '';
}

const isOver = ({ state }: { state: string }) => ['complete', 'failed', 'interrupted', 'stopped'].includes(state);

async function complete(id: string): Promise<(string | null | undefined)[]> {
  const run = await waitForRun(workbench, id, isOver);
  expect(run.error).toBeNull();
  expect(run.state).toBe('complete');
  return (await workbench.call('run/get', { runId: id })).stages.map(({ weightsHash }) => weightsHash);
}

async function starts(id: string): Promise<RunEventBody[]> {
  const { summary } = await workbench.call('run/get', { runId: id });
  const path = new RunFolder(summary.folder).eventsPath;
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => parseEventLine(line, path).body).filter(({ type }) => type === 'run/started');
}

describe('a training with two replicas', () => {
  it.each(methods)('gives the same bytes again, and those of one replica in two micro-batches (%s)', async (method) => {
    const shared = await start({ replicas: 2 }, method);
    const hashes = await complete(shared);
    expect(hashes).toHaveLength(2);
    expect(await starts(shared)).toMatchObject([{ replicas: 2, microBatches: 1 }]);
    expect(await complete(await start({ replicas: 2 }, method))).toEqual(hashes);
    const inTurns = await start({ replicas: 1, microBatch: (8 + (replayed[method] ?? 0)) / 2 }, method);
    expect(await complete(inTurns)).toEqual(hashes);
    expect(await starts(inTurns)).toMatchObject([{ replicas: 1, microBatches: 2 }]);
    // Batch normalisation sees half of a batch, so one replica in one turn learns something else.
    expect(await complete(await start({ replicas: 1 }, method))).not.toEqual(hashes);
  });

  it('gives the same bytes with every augmentation in use, and those of one replica in two micro-batches', async () => {
    const hashes = await complete(await start({ ...everyAugmentation, replicas: 2 }, 'er'));
    const divided = { ...everyAugmentation, replicas: 1, microBatch: 20 };
    expect(await complete(await start(divided, 'er'))).toEqual(hashes);
    expect(await complete(await start({ replicas: 2 }, 'er'))).not.toEqual(hashes);
  });

  it('stops in the middle, and resumed gives the bytes of an undisturbed one', async () => {
    const parameters = { replicas: 2, epochs: 12 };
    const [whole, stopped] = [await start(parameters), await start(parameters)];
    await waitForRun(workbench, stopped, ({ progress, state }) => state === 'training' && (progress?.epoch ?? 0) >= 3);
    await workbench.call('run/stop', { runId: stopped });
    expect((await waitForRun(workbench, stopped, isOver)).state).toBe('stopped');
    await workbench.call('run/resume', { runId: stopped });
    expect(await complete(stopped)).toEqual(await complete(whole));
  });

  it('that is killed leaves no process, and resumed ends', async () => {
    const id = await start({ replicas: 2, epochs: 12 });
    const run = await waitForRun(workbench, id, ({ progress }) => (progress?.epoch ?? 0) >= 2);
    const worker = await new RunFolder(run.folder).readWorker();
    process.kill(worker?.processId ?? -1, 'SIGKILL');
    expect((await waitForRun(workbench, id, isOver)).state).toBe('interrupted');
    await workbench.call('run/resume', { runId: id });
    await complete(id);
  });

  it.each(['si', 'ewc-online', 'derpp', 'dfil'])(
    'that is killed in its second task goes on with what the method kept, to the bytes of an undisturbed one (%s)',
    async (method) => {
      const parameters = { replicas: 2, epochs: 12 };
      const [whole, killed] = [await start(parameters, method), await start(parameters, method)];
      const isInSecondTask = ({ progress }: { progress: { stage: number; epoch: number } | null }) =>
        progress?.stage === 2 && progress.epoch >= 2;
      const run = await waitForRun(workbench, killed, isInSecondTask);
      const worker = await new RunFolder(run.folder).readWorker();
      process.kill(worker?.processId ?? -1, 'SIGKILL');
      expect((await waitForRun(workbench, killed, isOver)).state).toBe('interrupted');
      await workbench.call('run/resume', { runId: killed });
      expect(await complete(killed)).toEqual(await complete(whole));
    },
  );

  it('that diverges fails with the reason', async () => {
    const id = await start({ replicas: 2, learningRate: 10, momentum: 0.999, epochs: 40 }, 'tg');
    const run = await waitForRun(workbench, id, isOver);
    expect(run.error?.message).toMatch(/^Training diverged: .* at a learning rate of 10/);
  });
});

it.each([
  [
    0,
    'Parameter "replicas" (Replicas) cannot be 0: give "auto" or a whole number from 1 up to 8 ("batchSize", Batch size).',
  ],
  [
    1.5,
    'Parameter "replicas" (Replicas) cannot be 1.5: give "auto" or a whole number from 1 up to 8 ("batchSize", Batch size).',
  ],
  [
    'two',
    'Parameter "replicas" (Replicas) cannot be "two": give "auto" or a whole number from 1 up to 8 ("batchSize", Batch size).',
  ],
  [
    9,
    'Parameter "replicas" (Replicas) cannot be 9: give "auto" or a whole number from 1 up to 8 ("batchSize", Batch size).',
  ],
])('refuses %s replicas before anything starts', async (replicas, message) => {
  await expect(start({ replicas })).rejects.toThrow(message);
});
