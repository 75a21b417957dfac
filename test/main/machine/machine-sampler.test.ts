/** A sample tells of the machine, of its GPUs and of the trainings' own processes. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { GpuWatch } from '../../../src/main/machine/gpu-watch';
import { MachineSampler } from '../../../src/main/machine/machine-sampler';
import { openRegistry, type Registry } from '../../../src/main/registry/registry';
import { MachineSample } from '../../../src/shared/machine';
import { runFile } from '../../fixtures/run-file';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let folder = '';
let registry: Registry;
beforeEach(async () => {
  folder = await temporaryFolder('sampler');
  registry = openRegistry(join(folder, 'registry.sqlite'));
});
afterEach(async () => {
  registry.close();
  await rm(folder, { recursive: true, force: true });
});

async function startedRun(id: string, worker: { processId: number; host: string } | null): Promise<void> {
  const path = join(folder, id);
  await mkdir(path);
  registry.runs.addAll([{ file: runFile(id), folder: path, notes: { name: id, tags: [], notes: '' } }]);
  registry.queue.claim(10, Date.now());
  if (worker === null) return;
  const at = new Date().toISOString();
  await writeFile(join(path, 'worker.json'), JSON.stringify({ ...worker, startedAt: at, heartbeatAt: at }));
}

it('tells what the trainings on this machine use', async () => {
  await startedRun('here', { processId: process.pid, host: hostname() });
  await startedRun('elsewhere', { processId: process.pid, host: 'another-machine' });
  await startedRun('not-begun', null);
  const sampler = new MachineSampler(registry, new GpuWatch({ readers: [] }));
  const [first] = (await sampler.sample()).workers;
  expect(first).toMatchObject({ runId: 'here', cpuPercent: null });
  const until = performance.now() + 400;
  while (performance.now() < until); // keeps one core busy
  const { workers, training } = MachineSample.parse(await sampler.sample());
  expect(workers.map(({ runId }) => runId)).toEqual(['here']);
  expect(workers[0]?.cpuPercent).toBeGreaterThan(0);
  expect(workers[0]?.memoryBytes).toBeGreaterThan(2 ** 20);
  expect(training).toBe(3);
});

it('does not wait for a GPU driver that hangs', async () => {
  const gpuWatch = new GpuWatch({ readers: [() => new Promise(() => undefined)] });
  const sampler = new MachineSampler(registry, gpuWatch);
  expect((await sampler.sample()).gpus).toEqual([]);
  const startedAt = performance.now();
  await sampler.firstLook();
  expect(performance.now() - startedAt).toBeLessThan(15_000);
});

it('shows the GPUs after the first look', async () => {
  const gpu = { name: 'GPU', busyPercent: 50, memoryUsedBytes: 1, memoryTotalBytes: 2 };
  const sampler = new MachineSampler(registry, new GpuWatch({ readers: [async () => [gpu]] }));
  await sampler.firstLook();
  expect((await sampler.sample()).gpus).toEqual([gpu]);
});
