/** Evaluations as a person has them: started by a call, carried out by a process, found again in their folders. */
import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import sharp from 'sharp';
import { auc } from '../../../src/shared/metrics/auc';
import { findNetwork } from '../../../src/core/networks';
import { initialWeights } from '../../../src/core/networks/initial-weights';
import { EvaluationFolder, waitingStatus } from '../../../src/main/evaluation/evaluation-folder';
import { RunFolder } from '../../../src/main/runs/run-folder';
import { exportWeights } from '../../../src/main/weights/export-weights';
import { parseScores } from '../../fixtures/parse-scores';
import type { Workbench } from '../../../src/main/workbench-api';
import { pushes } from '../../../src/shared/contract';
import { hasEnded, type Evaluation, type EvaluationRequest } from '../../../src/shared/evaluation';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { openTestWorkbench, temporaryFolder, waitForRun } from '../../fixtures/tiny-workbench';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

let entries: BuiltEntries;
let folder: string;
let data: string;
let weights: string;
let workbench: Workbench;

beforeAll(async () => {
  entries = await buildEntries();
  folder = await temporaryFolder('evaluation');
  data = join(folder, 'data');
  await makeTinyDataset(data, { tasks: ['alpha'], perClass: 8, withTest: true });
  const network = findNetwork('small-cnn');
  const model = {
    networkId: network.id,
    imageSize: 32,
    weights: initialWeights(network, { imageSize: 32, seed: 1 }),
  };
  const exported = await exportWeights({ source: model, format: 'torch', to: folder, name: 'given', metadata: {} });
  weights = exported.files[0] ?? '';
  workbench = await open();
});
afterAll(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
  await rm(entries.folder, { recursive: true, force: true });
});

const open = () => openTestWorkbench(join(folder, 'workspace'), { workerScript: entries.worker, startsRuns: true });

const request = (changes: Partial<EvaluationRequest> = {}): EvaluationRequest => ({
  name: '',
  weights: { kind: 'file', path: weights },
  target: { kind: 'folder', path: join(data, 'alpha', 'val') },
  engine: 'auto',
  skipsUnreadable: false,
  ...changes,
});

async function ended({ id }: Evaluation): Promise<Evaluation> {
  for (;;) {
    const evaluation = await workbench.call('evaluation/get', { evaluationId: id });
    if (hasEnded(evaluation.state)) return evaluation;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function evaluated(changes: Partial<EvaluationRequest> = {}) {
  const evaluation = await ended(await workbench.call('evaluation/start', request(changes)));
  expect(evaluation.error).toBeNull();
  expect(evaluation.state).toBe('complete');
  if (evaluation.result === null) throw new Error('There is no result.');
  return { ...evaluation, result: evaluation.result };
}

/** A folder of this test's own with a few real images beside what the test puts into it. */
async function ownFolder(name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, 'fake'), { recursive: true });
  await mkdir(join(path, 'real'), { recursive: true });
  for (const className of ['fake', 'real']) {
    for (const file of [`${className}_000.png`, `${className}_001.png`]) {
      await copyFile(join(data, 'alpha', 'val', className, file), join(path, className, file));
    }
  }
  return path;
}

describe('an evaluation', () => {
  it('scores a folder; its scores on disk recompute to its AUC; pushes tell its life', async () => {
    const states: string[] = [];
    const stop = workbench.subscribe((name, payload) => {
      if (name === 'evaluation/changed') states.push(pushes['evaluation/changed'].payload.parse(payload).state);
    });
    const evaluation = await evaluated();
    await vi.waitFor(() => expect(states.at(-1)).toBe('complete'), 5000);
    stop();
    expect([states[0], states.includes('running')]).toEqual(['queued', true]);
    expect(evaluation).toMatchObject({
      name: 'val with given.pth',
      network: 'small-cnn',
      progress: { done: 16, total: 16 },
    });
    const { metrics, skipped } = evaluation.result;
    expect(metrics).toMatchObject({ stage: 0, task: 'val', split: 'test', counts: { fake: 8, real: 8 } });
    expect(skipped).toEqual([]);
    const { scoresPath } = new EvaluationFolder(evaluation.folder);
    const rows = parseScores(await readFile(scoresPath, 'utf8'), scoresPath);
    expect(rows[0]?.file).toBe('fake/fake_000.png');
    expect(
      auc(
        rows.map(({ label }) => label),
        rows.map(({ score }) => score),
      ),
    ).toBe(metrics.auc);
  });

  it('gives the metrics that a run has: for the PyTorch weights it starts from, and for its own', async () => {
    const { runs } = await workbench.call('experiment/create', {
      name: 'Run',
      dataset: data,
      chain: ['alpha'],
      methods: ['ft'],
      network: 'small-cnn',
      preset: 'corrected',
      parameters: { epochs: 2, batchSize: 8, imageSize: 32 },
      methodParameters: {},
      seeds: [2020],
      engine: 'auto',
      initialWeights: weights,
    });
    const runId = runs[0]?.id ?? '';
    const [{ hash }, file] = [
      await workbench.call('weights/inspect', { path: weights }),
      await new RunFolder(runs[0]?.folder ?? '').readRun(),
    ];
    expect(file.initialWeightsHash).toBe(hash);
    const run = await waitForRun(workbench, runId, ({ state }) => state === 'complete' || state === 'failed');
    expect(run.error).toBeNull();
    const { results } = await workbench.call('run/get', { runId });
    const [dataset] = await workbench.call('dataset/list', {});
    const target = { kind: 'task', datasetId: dataset?.id ?? '', task: 'alpha', split: 'test' } as const;
    const onTest = (wanted: number) => results.find(({ stage, split }) => stage === wanted && split === 'test');
    const before = await evaluated({ target });
    expect(before.result.metrics).toEqual(onTest(0));
    const after = await evaluated({ weights: { kind: 'run', runId, stage: 1, which: 'best' }, target });
    expect(after.result.metrics).toEqual({ ...onTest(1), stage: 0 });
    expect(after.result.histogram).not.toEqual(before.result.histogram);

    const refused = (weightsOfRun: { stage: number }, code: string) =>
      expect(
        workbench.call(
          'evaluation/start',
          request({ weights: { kind: 'run', runId, which: 'last', ...weightsOfRun } }),
        ),
      ).rejects.toMatchObject({ code });
    await refused({ stage: 2 }, 'bad-input');
  });

  it('takes grey, RGBA, CMYK, 16-bit and EXIF-rotated images of any size', async () => {
    const path = await ownFolder('modes');
    const at = (name: string) => join(path, 'fake', name);
    const pixels = { create: { width: 40, height: 24, channels: 3, background: '#7a8b3c' } } as const;
    await sharp(pixels).greyscale().png().toFile(at('grey.png'));
    await sharp({ create: { ...pixels.create, channels: 4, background: { r: 9, g: 99, b: 199, alpha: 0.3 } } })
      .png()
      .toFile(at('rgba.png'));
    await sharp(pixels).toColourspace('cmyk').jpeg().toFile(at('cmyk.jpg'));
    await sharp(pixels).toColourspace('rgb16').png().toFile(at('deep.png'));
    await sharp(pixels).withMetadata({ orientation: 6 }).jpeg().toFile(at('turned.jpg'));
    const { result } = await evaluated({ target: { kind: 'folder', path } });
    expect(result.metrics.counts).toEqual({ fake: 7, real: 2 });
    expect(result.skipped).toEqual([]);
  });

  it('measures robustness at the strengths that were asked for, with the clean figure at 0', async () => {
    const robustness = { levels: [{ corruption: 'noise' as const, strengths: [40, 10] }], seed: 3 };
    const evaluation = await evaluated({ robustness });
    const points = evaluation.robustness ?? [];
    expect(points.map(({ corruption, strength }) => [corruption, strength])).toEqual([
      ['noise', 0],
      ['noise', 10],
      ['noise', 40],
    ]);
    expect(points[0]?.metrics).toEqual(evaluation.result.metrics);
    const left = new EvaluationFolder(evaluation.folder);
    const path = left.scoresOf({ corruption: 'noise', strength: 40 });
    const rows = parseScores(await readFile(path, 'utf8'), path);
    const [labels, scores] = [rows.map(({ label }) => label), rows.map(({ score }) => score)];
    expect(auc(labels, scores)).toBe(points[2]?.metrics.auc);
    const clean = parseScores(await readFile(left.scoresPath, 'utf8'), left.scoresPath);
    expect(rows.map(({ file }) => file)).toEqual(clean.map(({ file }) => file));
    expect(scores).not.toEqual(clean.map(({ score }) => score));
    expect(await evaluated({ robustness })).toMatchObject({ robustness: points });
  });

  it('is started together with others, or none of them is', async () => {
    const before = (await workbench.call('evaluation/list', {})).length;
    const gone = request({ target: { kind: 'folder', path: join(folder, 'gone') } });
    await expect(workbench.call('evaluation/start-many', { requests: [request(), gone] })).rejects.toThrow(/gone/);
    expect(await workbench.call('evaluation/list', {})).toHaveLength(before);
    const test = request({ target: { kind: 'folder', path: join(data, 'alpha', 'test') } });
    const started = await workbench.call('evaluation/start-many', { requests: [request(), test] });
    const all = await Promise.all(started.map(ended));
    expect(all.map(({ state, result }) => [state, result?.metrics.task])).toEqual([
      ['complete', 'val'],
      ['complete', 'test'],
    ]);
  });

  it('says that there is no AUC with one class only', async () => {
    const path = await ownFolder('one-class');
    await rm(join(path, 'real'), { recursive: true });
    const { result } = await evaluated({ target: { kind: 'folder', path } });
    expect(result.metrics).toMatchObject({ auc: null, videoAuc: null, counts: { fake: 2, real: 0 } });
    expect(result.metrics.note).toContain('All 2 images are fake');
    expect(result.roc).toEqual([]);
  });

  it('fails at an unreadable image and names it; skips and lists it where that was chosen', async () => {
    const path = await ownFolder('torn');
    const torn = join(path, 'real', 'real_0005.png');
    await writeFile(torn, 'not a picture');
    const target = { kind: 'folder', path } as const;
    const failed = await ended(await workbench.call('evaluation/start', request({ target })));
    expect(failed).toMatchObject({ state: 'failed', result: null, error: { code: 'damaged' } });
    expect(failed.error?.message).toContain(torn);

    const { result } = await evaluated({ target, skipsUnreadable: true });
    expect(result.skipped).toMatchObject([{ path: torn, message: expect.stringContaining(torn) }]);
    expect(result.metrics.counts).toEqual({ fake: 2, real: 2 });
    for (const className of ['fake', 'real']) {
      for (const file of await readdir(join(path, className))) await writeFile(join(path, className, file), 'x');
    }
    const none = await ended(await workbench.call('evaluation/start', request({ target, skipsUnreadable: true })));
    expect(none.error).toMatchObject({ code: 'bad-input', message: expect.stringContaining('(5 images tried)') });
  });

  it('resizes to the size that was asked for, where the weights do not say', async () => {
    const usual = await evaluated();
    const larger = await evaluated({ imageSize: 64 });
    expect(larger.result.histogram).not.toEqual(usual.result.histogram);
  });

  it('is interrupted as soon as its process is killed, and can be started again and stopped', async () => {
    // Slow enough that the kill comes before the end.
    const started = await workbench.call('evaluation/start', request({ engine: 'cpu', imageSize: 256 }));
    const worker = await vi.waitFor(async () => {
      const found = await new EvaluationFolder(started.folder).readWorker();
      if (found === null) throw new Error('The worker has not begun.');
      return found;
    }, 60_000);
    process.kill(worker.processId, 'SIGKILL');
    const evaluation = await ended(started);
    expect(evaluation).toMatchObject({ state: 'interrupted', error: { code: 'internal' } });
    expect(evaluation.error?.message).toContain('process is gone');
    const again = await workbench.call('evaluation/start-again', { evaluationId: started.id });
    expect(again).toMatchObject({ state: 'queued', error: null });
    const isAtWork = async () => (await new EvaluationFolder(started.folder).readStatus())?.state === 'running';
    await vi.waitFor(async () => expect(await isAtWork()).toBe(true), 60_000);
    await workbench.call('evaluation/stop', { evaluationIds: [started.id] });
    expect(await ended(started)).toMatchObject({ state: 'stopped', error: null, result: null });
  });

  it('is interrupted, with the reason, when its process is gone, and is found so after a restart', async () => {
    const started = await workbench.call('evaluation/start', request());
    const evaluation = await ended(started);
    // As a killed process leaves it behind.
    const left = new EvaluationFolder(evaluation.folder);
    await left.writeStatus({
      ...waitingStatus,
      state: 'running',
      engine: 'wasm',
      progress: { phase: 'scoring', done: 1, total: 16 },
    });
    const long = '2020-01-01T00:00:00.000Z';
    const gone = {
      processId: 2 ** 22 + 1,
      host: (await import('node:os')).hostname(),
      startedAt: long,
      heartbeatAt: long,
    };
    await writeFile(left.workerPath, JSON.stringify(gone));
    await writeFile(left.workerLogPath, 'Killed.\n');
    const before = (await workbench.call('evaluation/list', {})).map(({ id }) => id);
    await workbench.close();
    workbench = await open();
    const listed = await workbench.call('evaluation/list', {});
    expect(listed.map(({ id }) => id)).toEqual(before);
    const found = listed.find(({ id }) => id === evaluation.id);
    expect(found).toMatchObject({ state: 'interrupted', progress: { done: 1, total: 16 }, result: null });
    expect(found?.error?.message).toMatch(/process is gone.*\n.*\nKilled\./);
    expect(listed.filter(({ state }) => state === 'complete').every(({ result }) => result !== null)).toBe(true);
  });
});

it('makes a copied folder an evaluation of its own, under the name of the folder', async () => {
  const { id: evaluationId, name, result } = await evaluated();
  const evaluations = join(folder, 'workspace', 'evaluations');
  await cp(join(evaluations, evaluationId), join(evaluations, 'a-copy'), { recursive: true });
  const listed = async () => (await workbench.call('evaluation/list', {})).map(({ id }) => id);
  expect(await listed()).not.toContain('a-copy');
  const stray = { folder: 'a-copy', evaluationId, name, hasOriginal: true };
  expect(await workbench.call('evaluation/strays', {})).toEqual([stray]);
  const adopted = await workbench.call('evaluation/adopt', { folder: 'a-copy' });
  expect(adopted).toMatchObject({ id: 'a-copy', state: 'complete', result, folder: join(evaluations, 'a-copy') });
  expect(await listed()).toEqual(expect.arrayContaining(['a-copy', evaluationId]));
  expect(await workbench.call('evaluation/strays', {})).toEqual([]);
  await expect(workbench.call('evaluation/adopt', { folder: 'a-copy' })).rejects.toMatchObject({ code: 'conflict' });
  const outside = workbench.call('evaluation/adopt', { folder: '../runs' });
  await expect(outside).rejects.toMatchObject({ code: 'not-found' });
});

describe('evaluation/start refuses', () => {
  const cases: [string, () => Partial<EvaluationRequest>, RegExp][] = [
    ['missing weights', () => ({ weights: { kind: 'file', path: join(folder, 'gone.pth') } }), /gone\.pth/],
    [
      'a run that is not there',
      () => ({ weights: { kind: 'run', runId: 'not-there', stage: 1, which: 'best' } }),
      /not-there/,
    ],
    ['a missing folder', () => ({ target: { kind: 'folder', path: join(folder, 'gone') } }), /no folder .*gone/],
    [
      'a folder without classes, saying what it holds',
      () => ({ target: { kind: 'folder', path: join(data, 'alpha') } }),
      /neither a folder fake nor a folder real: it holds test, train and val\./,
    ],
    ['an image size that the network cannot take', () => ({ imageSize: 33 }), /small-cnn.*33 pixels/],
    [
      'an unknown dataset',
      () => ({ target: { kind: 'task', datasetId: 'none', task: 'alpha', split: 'val' } }),
      /no dataset "none"/,
    ],
  ];
  it.each(cases)('%s, and makes nothing', async (_, changes, message) => {
    const before = await readdir(join(folder, 'workspace', 'evaluations')).catch(() => []);
    await expect(workbench.call('evaluation/start', request(changes()))).rejects.toThrow(message);
    expect(await readdir(join(folder, 'workspace', 'evaluations')).catch(() => [])).toEqual(before);
  });

  it('a task that is not there, naming the nearest', async () => {
    const [dataset] = await workbench.call('dataset/list', {});
    const target = { kind: 'task', datasetId: dataset?.id ?? '', task: 'alfa', split: 'val' } as const;
    await expect(workbench.call('evaluation/start', request({ target }))).rejects.toThrow('Did you mean "alpha"');
  });

  it('to tell of an evaluation that is not there', async () => {
    const asked = workbench.call('evaluation/get', { evaluationId: '../runs' });
    await expect(asked).rejects.toMatchObject({ code: 'not-found' });
  });
});
