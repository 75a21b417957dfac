/** Trainings on two devices, each in a process of its own: the bytes of one device with as many micro-batches. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { memoryFolder } from '../../../src/engine/replicas/replica-file';
import { tensorflow } from '../../../src/engine/tensorflow';
import { parseEventLine } from '../../../src/main/runs/event-line';
import { RunFolder } from '../../../src/main/runs/run-folder';
import type { Workbench } from '../../../src/main/workbench-api';
import type { RunEventBody } from '../../../src/shared/event';
import type { Parameters } from '../../../src/shared/field';
import type { EngineId } from '../../../src/shared/recipe';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';
import { findAdapter, titled } from '../../fixtures/webgpu-adapter';

// Real trainings, on a machine that may be busy, and a GPU that may be emulated.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 60_000 });

const adapter = await findAdapter();
const { available: hasTensorflow, detail } = await tensorflow.inspect();

let entries: BuiltEntries;
let folder: string;
let workbench: Workbench;

beforeAll(async () => {
  entries = await buildEntries();
  folder = await temporaryFolder('devices');
  await makeTinyDataset(join(folder, 'data'), { tasks: ['alpha', 'beta'], perClass: 2 });
  workbench = await openTestWorkbench(join(folder, 'workspace'), { workerScript: entries.worker });
});
afterAll(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
  await rm(entries.folder, { recursive: true, force: true });
});

interface Asked {
  readonly engine: EngineId;
  readonly method: string;
  readonly parameters?: Parameters;
  /** Written into the run's file as they are: nobody who asks may name a device twice. */
  readonly devices?: readonly number[];
  /** Is given the worker's process id while it trains. */
  meanwhile?(processId: number): Promise<void>;
}

/** Four images: a batch of three, and one of a single image, in which the second device has none. */
async function train({
  engine,
  method,
  parameters = {},
  devices,
  meanwhile = async () => undefined,
}: Asked): Promise<RunEventBody[]> {
  const experiment = await workbench.call('experiment/create', {
    ...{ name: 'Devices', dataset: join(folder, 'data'), chain: ['alpha', 'beta'], methods: [method] },
    ...{ network: 'small-cnn', preset: 'corrected', methodParameters: {}, seeds: [3], engine },
    parameters: { epochs: 1, batchSize: 3, imageSize: 32, ...parameters },
    initialWeights: null,
  });
  const { summary } = await workbench.call('run/get', { runId: experiment.runs[0]?.id ?? '' });
  const run = new RunFolder(summary.folder);
  if (devices) await run.writeRun({ ...(await run.readRun()), devices: [...devices] });
  const worker = spawn(process.execPath, [entries.worker, run.path], { stdio: 'ignore' });
  const ended = once(worker, 'exit');
  await meanwhile(worker.pid ?? 0);
  await ended;
  expect(exchangeFiles(worker.pid ?? 0)).toEqual([]);
  const lines = (await readFile(run.eventsPath, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => parseEventLine(line, run.eventsPath).body);
}

/** Of the weights, stage by stage; what failed where something did. */
function hashesOf(events: readonly RunEventBody[]): unknown[] {
  return events.flatMap<unknown>((body) => {
    if (body.type === 'stage/ended') return [body.weightsHash];
    return body.type === 'run/failed' ? [body.error] : [];
  });
}

const startOf = (events: readonly RunEventBody[]) => events.find(({ type }) => type === 'run/started');

/** A loss of the whole batch, a state of squared gradients, replayed rows with kept logits. */
const methods = ['cored', 'ewc-online', 'derpp'];
/** DER++ draws twice from its buffer. */
const replayedImages = 2;
const replayed: Readonly<Record<string, number>> = { derpp: 2 * replayedImages };

async function expectSameBytes(engine: EngineId, method: string): Promise<void> {
  const ofMethod = method === 'derpp' ? { replayedImages } : {};
  const shared = await train({ engine, method, parameters: ofMethod, devices: [0, 0] });

  const hashes = hashesOf(shared);
  expect(hashes).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
  expect(startOf(shared)).toMatchObject({
    engine,
    replicas: 2,
    microBatches: 1,
    device: expect.stringContaining(' and '),
  });
  const parameters = { ...ofMethod, replicas: 1, microBatch: Math.ceil((3 + (replayed[method] ?? 0)) / 2) };
  const alone = await train({ engine, method, parameters });
  expect(startOf(alone)).toMatchObject({ replicas: 1, microBatches: 2 });
  expect(hashesOf(alone)).toEqual(hashes);
}

/** Of that worker: others may train on this machine meanwhile. */
const exchangeFiles = (processId: number) =>
  readdirSync(memoryFolder()).filter((name) => name.startsWith(`cored-replicas-${processId}-`));

describe.skipIf(!adapter.isFound)(titled('two processes of webgpu', adapter), () => {
  // An emulated GPU takes minutes for more.
  it.each(['cored'])('give the bytes of one in two micro-batches (%s)', async (method) => {
    await expectSameBytes('webgpu', method);
  });
});

describe.skipIf(!hasTensorflow)(
  hasTensorflow ? 'two processes of tensorflow' : `tensorflow (skipped: ${detail})`,
  () => {
    it.each(methods)('give the bytes of one in two micro-batches (%s)', async (method) => {
      await expectSameBytes('tensorflow', method);
    });
  },
);

describe('two processes of cpu', () => {
  it.each(methods)('give the bytes of one in two micro-batches (%s)', async (method) => {
    await expectSameBytes('cpu', method);
  });

  it.runIf(process.platform === 'linux')('end when one of them is gone, and leave nothing behind', async () => {
    const kill = async (pid: number) => {
      await expect.poll(() => childrenOf(pid), { timeout: 60_000 }).toHaveLength(1);
      await expect.poll(() => exchangeFiles(pid), { timeout: 60_000 }).toHaveLength(1);
      process.kill(childrenOf(pid)[0] ?? 0, 'SIGKILL');
    };
    const events = await train({
      ...{ engine: 'cpu', method: 'ft', devices: [0, 0], parameters: { epochs: 500 }, meanwhile: kill },
    });
    expect(events.at(-1)).toMatchObject({
      type: 'run/failed',
      error: { message: expect.stringContaining('Replica 1 ended early (SIGKILL)') },
    });
  });

  it('fail with the reason where a device is not there', async () => {
    const [error] = hashesOf(await train({ engine: 'cpu', method: 'ft', devices: [0, 1] }));
    expect(error).toMatchObject({ message: expect.stringContaining('Engine "cpu" has no device 1.') });
  });
});

function childrenOf(processId: number): number[] {
  const text = readFileSync(`/proc/${processId}/task/${processId}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}
