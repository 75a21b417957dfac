/** The engine view: what computes, how fast, which one `auto` takes, and measuring it. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/shared/errors';
import type { EngineBenchmark, EngineInfo, TrainingWork } from '../../../src/shared/machine';
import { FakeClient } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';
import { emptyAnswers, finishedAnswers } from '../fixtures/sample-answers';
import { sampleEngines, sampleMachine, sampleSummary } from '../fixtures/sample-data';

afterEach(() => {
  document.body.innerHTML = '';
});

const withBenchmark = (engine: EngineInfo, benchmark: EngineBenchmark | null): EngineInfo => ({
  ...engine,
  speeds: engine.speeds.map(({ work }) => ({ work, benchmark, auto: null })),
});
const unmeasured = sampleEngines.map((engine) => withBenchmark(engine, null));
const xception: TrainingWork = {
  network: 'xception',
  imageSize: 128,
  batch: 128,
  replicas: 'auto',
  microBatch: 'auto',
  precision: 'float32',
};

describe('engine view', () => {
  it('shows speed, device and choice, and why an engine is not there', async () => {
    const { byId } = await mountAt('/engine', new FakeClient(emptyAnswers()));
    expect(byId('engine-wasm').text()).toContain('xception, batch 128 at 128 px9.81 images/s auto');
    expect(byId('engine-wasm').text()).toContain('efficientnet-b0, batch 128 at 128 px39.2 images/s auto');
    expect(byId('engine-wasm').text()).toContain('steps of 16 images, 2 replicas');
    expect(byId('engine-wasm').text()).toContain('Zen, 2 cores, relaxed SIMD');
    expect(byId('engine-wasm').find('.auto').exists()).toBe(true);
    expect(byId('engine-cpu').text()).toContain('≈ 0.083 images/s');
    expect(byId('engine-webgpu').text()).toContain('not available');
    expect(byId('engine-webgpu').text()).toContain('There is no GPU that WebGPU can use.');
    expect(byId('auto-choice').text()).toContain('“auto” takes the engine that is marked.');
    expect(byId('measure-engines').text()).toBe('Measure again');
    expect(byId('measure-disturbed').exists()).toBe(false);
  });

  it('measures, with each engine as it is measured, and shows what came of it', async () => {
    let finish: (engines: EngineInfo[]) => void = () => undefined;
    const client = new FakeClient({
      ...emptyAnswers(),
      'engine/list': () => unmeasured,
      'engine/measure': () => new Promise((resolve) => (finish = resolve)),
    });
    const { byId } = await mountAt('/engine', client);
    expect(byId('auto-choice').text()).toContain('“auto” takes the fastest engine. What has not been measured');
    expect(byId('engine-wasm').text()).toContain('not measured');
    expect(byId('measure-engines').text()).toBe('Measure');
    await byId('measure-engines').trigger('click');
    client.push('engine/changed', { engines: unmeasured, measuring: { engine: 'wasm', work: xception } });
    await flushPromises();
    expect(byId('engine-wasm').text()).toContain('xception, batch 128 at 128 pxmeasuring …');
    expect(byId('engine-wasm').text()).toContain('efficientnet-b0, batch 128 at 128 pxnot measured');
    expect(byId('engine-cpu').text()).toContain('not measured');
    expect(byId('measure-engines').text()).toBe('Measuring');
    finish(sampleEngines);
    await flushPromises();
    expect(byId('engine-wasm').text()).toContain('9.81 images/s');
    expect(byId('measure-engines').text()).toBe('Measure again');
  });

  it('says why nothing could be measured', async () => {
    const client = new FakeClient({
      ...emptyAnswers(),
      'engine/measure': () => {
        throw new AppError('internal', 'The benchmark is not built.');
      },
    });
    const { byId } = await mountAt('/engine', client);
    await byId('measure-engines').trigger('click');
    await flushPromises();
    expect(byId('error-note').text()).toContain('The benchmark is not built.');
    expect(byId('measure-engines').text()).toBe('Measure again');
  });

  it('says of a failed benchmark what happened, and that trainings disturb', async () => {
    const failed = sampleEngines.map((engine): EngineInfo => {
      const measuredAt = '2026-11-20T10:00:00.000Z';
      if (engine.id !== 'wasm') return engine;
      return withBenchmark(engine, { outcome: 'failed', message: 'It ended with SIGSEGV.', measuredAt });
    });
    const { byId } = await mountAt('/engine', new FakeClient({ ...finishedAnswers(), 'engine/list': () => failed }));
    expect(byId('engine-wasm').text()).toContain('Its benchmark failed: It ended with SIGSEGV.');
    expect(byId('measure-disturbed').exists()).toBe(true);
  });
});

describe('meters', () => {
  const gpus = ['NVIDIA L4', 'NVIDIA T4'].map((name, index) => ({
    name,
    busyPercent: index === 0 ? 93 : null,
    memoryUsedBytes: 5 * 2 ** 30,
    memoryTotalBytes: 22 * 2 ** 30,
  }));

  it('show what the run’s own process takes, and the GPUs, while it trains', async () => {
    const { id } = sampleSummary();
    const worker = { runId: id, cpuPercent: 48.6, memoryBytes: 1.5 * 2 ** 30 };
    const client = new FakeClient({
      ...finishedAnswers(),
      'machine/sample': () => ({ ...sampleMachine, gpus, workers: [worker] }),
    });
    const { byId } = await mountAt(`/runs/${id}`, client);
    expect(byId('run-use').text()).toContain('49 %');
    expect(byId('run-use').text()).toContain('1.5 GiB of 24.0 GiB');
    expect(
      byId('run-use')
        .findAll('[data-testid="gpu-meter"]')
        .map((meter) => meter.text()),
    ).toEqual(['GPU 093 %', 'GPU 0 memory5.0 GiB of 22.0 GiB', 'GPU 1–', 'GPU 1 memory5.0 GiB of 22.0 GiB']);
    client.push('machine/sampled', sampleMachine);
    await flushPromises();
    expect(byId('run-use').exists()).toBe(false);
  });
});

it('asks for the engines anew when a run’s worker has measured them', async () => {
  const client = new FakeClient({ ...finishedAnswers(), 'engine/list': () => unmeasured });
  const { byId } = await mountAt('/engine', client);
  client.answers = finishedAnswers();
  client.push('run/changed', { ...sampleSummary(), state: 'training' });
  await flushPromises();
  expect(byId('engine-wasm').text()).toContain('9.81 images/s');
  const asked = client.countOf('engine/list');
  client.push('run/changed', { ...sampleSummary(), state: 'training' });
  await flushPromises();
  expect(client.countOf('engine/list')).toBe(asked);
});
