/** A small workspace in which everything is there that damage could take away, and what is seen of it. */
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openRegistry } from '../../../src/main/registry/registry';
import { importRun } from '../../../src/main/runs/import-run';
import { RunFolder } from '../../../src/main/runs/run-folder';
import { findNetwork } from '../../../src/core/networks';
import { initialWeights } from '../../../src/core/networks/initial-weights';
import { encodeSafetensors } from '../../../src/main/weights/safetensors';
import { modelMetadata } from '../../../src/main/weights/safetensors-format';
import type { Workbench } from '../../../src/main/workbench-api';
import type { RunEventBody } from '../../../src/shared/event';
import type { TaskScan } from '../../../src/shared/task';
import { batches, evaluated, eventsOf, runFile, started, stageStarted } from '../../fixtures/run-file';
import { temporaryFolder } from '../../fixtures/tiny-workbench';
import { appendEvents } from '../../fixtures/written-run';

export const runIds = ['run-a', 'run-b', 'run-c'] as const;
/** The one whose folder is damaged. */
export const damagedRun = 'run-b';
const waiting = ['run-w', 'run-x'] as const;

const hash = 'f'.repeat(64);
const complete: RunEventBody[] = [
  ...[started, evaluated(0, [0.5, 0.5])],
  ...[1, 2].flatMap((stage): RunEventBody[] => [
    stageStarted(stage, 1),
    ...[1, 2, 3, 4].map((batch) => batches(stage, 1, batch, 1 / (stage + batch))),
    evaluated(stage, stage === 1 ? [0.9, 0.6] : [0.8, 0.95]),
    { type: 'stage/ended', stage, task: stage === 1 ? 'alpha' : 'beta', bestEpoch: 1, weightsHash: hash },
  ]),
  { type: 'run/completed', elapsedSeconds: 9 },
];

/** Resolves to the workspace, which each damage gets a copy of. */
export async function makeWhole(): Promise<string> {
  const workspace = await temporaryFolder('whole');
  const registry = openRegistry(join(workspace, 'registry.sqlite'));
  await mkdir(join(workspace, 'data/alpha'), { recursive: true });
  for (const id of [...runIds, ...waiting]) {
    const folder = new RunFolder(join(workspace, 'runs', id));
    await mkdir(folder.path, { recursive: true });
    await folder.writeRun(runFile(id));
    await folder.writeNotes({ name: `Name of ${id}`, tags: ['kept'], notes: `Words on ${id}` });
    const isTrained = runIds.some((one) => one === id);
    if (isTrained) {
      await appendEvents(folder, eventsOf(complete));
      await folder.writeControl('resume');
      for (const stage of [1, 2]) await writeWeights(folder, stage);
    }
    await importRun(registry, folder.path);
  }
  registry.queue.prioritise('run-x', 'high');
  const data = join(workspace, 'data');
  registry.datasets.add({ id: 'dataset-1', name: 'data', path: data });
  const scannedAt = '2026-01-02T03:04:05.000Z';
  registry.datasets.saveScan('dataset-1', { scannedAt, failed: false, problems: [], tasks: [scanOf(data)] });
  registry.close();
  return workspace;
}

export async function copyOf(whole: string): Promise<string> {
  const workspace = await temporaryFolder('damaged');
  await cp(whole, workspace, { recursive: true });
  return workspace;
}

export async function removeAll(...folders: readonly string[]): Promise<void> {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
}

/** What a person would miss. */
export async function seenOf(workbench: Workbench) {
  const runs = await workbench.call('run/list', {});
  const details = await Promise.all(runs.map(({ id }) => workbench.call('run/get', { runId: id })));
  const datasets = await workbench.call('dataset/list', {});
  const { waiting: queue } = await workbench.call('queue/get', {});
  return {
    runs: runs.map(({ id, name, tags, notes, state, matrix }) => ({ id, name, tags, notes, state, matrix })),
    experiments: await workbench.call('experiment/list', {}),
    results: details.map(({ stages, results, lossPoints }) => ({ stages, results, lossPoints })),
    datasets: datasets.map(({ id, name }) => ({ id, name })),
    queue: queue.map(({ id, priority }) => ({ id, priority })),
    weights: (await workbench.call('weights/files', { runIds: [...runIds] })).map(({ runId, stage, which }) => ({
      ...{ runId, stage, which },
    })),
  };
}
export type Seen = Awaited<ReturnType<typeof seenOf>>;

async function writeWeights(folder: RunFolder, stage: number): Promise<void> {
  const weights = initialWeights(findNetwork('small-cnn'), { imageSize: 32, seed: stage });
  const bytes = encodeSafetensors(weights, modelMetadata('small-cnn', 32, { step: String(stage) }));
  for (const which of ['best', 'last'] as const) {
    const path = folder.weightsPath({ stage, which });
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}

function scanOf(data: string): TaskScan {
  const counts = { fake: 2, real: 2 };
  return {
    name: 'alpha',
    path: join(data, 'alpha'),
    counts: { train: counts, val: counts, test: null },
    sizes: [{ width: 8, height: 8, count: 8 }],
    sizeBytes: 100,
    fingerprint: 'f',
    problems: [],
  };
}
