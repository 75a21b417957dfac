/** The calls about images, over a workbench with two runs whose scores were written by hand. */
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RunFolder } from '../../../src/main/runs/run-folder';
import { formatScores } from '../../../src/main/worker/score-file';
import type { Workbench } from '../../../src/main/workbench-api';
import type { ImageWish, ScoreSource } from '../../../src/shared/images';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { openTestWorkbench, temporaryFolder, testHost } from '../../fixtures/tiny-workbench';

vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let data: string;
let workbench: Workbench;
let runIds: string[];

const files = ['val/fake/fake_000.png', 'val/fake/fake_001.png', 'val/real/real_000.png'];
const wish: ImageWish = {
  ...{ earlier: null, threshold: 0.5, show: 'all', className: null, video: '', from: 0, to: 1 },
  ...{ sort: 'file', isReversed: false, offset: 0, limit: 10 },
};

beforeEach(async () => {
  folder = await temporaryFolder('images-calls');
  data = join(folder, 'data');
  await makeTinyDataset(data, { tasks: ['alpha'], perClass: 2, size: 8 });
  workbench = await openTestWorkbench(join(folder, 'ws'), { host: testHost([data]) });
  const { runs } = await workbench.call('experiment/create', {
    ...{ name: 'Images', dataset: data, chain: ['alpha'], methods: ['ft'], network: 'small-cnn' },
    ...{ preset: 'corrected', parameters: { epochs: 1 }, methodParameters: {}, seeds: [1, 2], engine: 'wasm' },
    initialWeights: null,
  });
  runIds = runs.map(({ id }) => id);
  for (const [place, runId] of runIds.entries()) {
    await workbench.call('run/stop', { runId });
    await writeScores(runId, 0, [0.9, 0.8, 0.2]);
    await writeScores(runId, 1, [0.4, place === 0 ? 0.7 : 0.75, 0.6]);
  }
});
afterEach(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
});

async function writeScores(runId: string, stage: number, scores: readonly number[], named = files): Promise<void> {
  const run = new RunFolder(join(folder, 'ws', 'runs', runId));
  const path = run.scoresPath({ stage, task: 'alpha', split: 'val' });
  await mkdir(dirname(path), { recursive: true });
  const rows = named.map((file, index) => ({ file, label: Number(file.includes('real')), score: scores[index] ?? 0 }));
  await writeFile(path, formatScores(rows));
}

function sourceOf(stage: number, place = 0): ScoreSource {
  return { kind: 'run', runId: runIds[place] ?? '', stage, task: 'alpha', split: 'val' };
}

it('list what a run has, what is wrong, and what is forgotten', async () => {
  const [runId = ''] = runIds;
  expect(await workbench.call('images/sets', { runId })).toEqual([
    { stage: 0, task: 'alpha', split: 'val' },
    { stage: 1, task: 'alpha', split: 'val' },
  ]);
  const source = sourceOf(1);
  const forgotten = await workbench.call('images/list', { source, wish: { ...wish, show: 'forgotten', earlier: 0 } });
  expect(forgotten).toMatchObject({ total: 2, images: 3, rows: [{ file: files[0], score: 0.4, before: 0.9 }, {}] });
  const counts = await workbench.call('images/forgotten', { source: sourceOf(0), threshold: 0.5 });
  expect(counts.stages).toEqual([{ stage: 1, forgotten: 2, learnt: 0 }]);
  expect((await workbench.call('images/thresholds', { source })).counts).toEqual({ fake: 2, real: 1 });
  await expect(workbench.call('images/list', { source: sourceOf(7), wish })).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringMatching(/no scores in ".*stage-7.alpha.val.csv"/),
  });
  await expect(
    workbench.call('images/list', { source: { ...sourceOf(1), task: 'other' } as ScoreSource, wish }),
  ).rejects.toMatchObject({ message: expect.stringMatching(/no task "other" in the chain .* It has alpha/) });
});

it('follow one image through every run of the experiment', async () => {
  const image = { file: 'val/fake/fake_001.png', className: 'fake' } as const;
  const { traces, leftOut } = await workbench.call('images/traces', { source: sourceOf(1), image });
  expect(leftOut).toBe(0);
  const scoreOf = (runId: string) => traces.find((trace) => trace.runId === runId)?.points;
  expect(traces[0]?.runId).toBe(runIds[0]);
  expect(runIds.map(scoreOf)).toEqual([
    [
      { stage: 0, score: 0.8 },
      { stage: 1, score: 0.7 },
    ],
    [
      { stage: 0, score: 0.8 },
      { stage: 1, score: 0.75 },
    ],
  ]);
});

it('show pictures of the task, and say of each that cannot be shown why', async () => {
  const images = [...files, 'val/fake/gone.png'].map((file) => ({ file, className: 'fake' as const }));
  const shown = await workbench.call('images/thumbnails', { source: sourceOf(1), images });
  expect(shown.map(({ picture }) => picture && [picture.width, picture.height])).toEqual([
    [8, 8],
    [8, 8],
    [8, 8],
    null,
  ]);
  expect(shown[3]?.message).toContain('gone.png');
  const picture = await workbench.call('images/picture', {
    source: sourceOf(1),
    image: { file: 'val/fake/fake_000.png', className: 'fake' },
  });
  expect([...picture.bytes.slice(1, 4)]).toEqual([...Buffer.from('PNG')]);
});

it('show nothing that lies outside the folder of the task, or that a link leads out to', async () => {
  const secret = join(folder, 'secret.png');
  await rename(join(data, 'alpha', 'val', 'fake', 'fake_000.png'), secret);
  await symlink(secret, join(data, 'alpha', 'val', 'fake', 'fake_000.png'));
  const named = ['../../secret.png', secret, 'val/fake/fake_000.png', 'val/fake/fake_001.png'];
  const images = named.map((file) => ({ file, className: 'fake' as const }));
  const shown = await workbench.call('images/thumbnails', { source: sourceOf(1), images });
  expect(shown.map(({ picture }) => picture !== null)).toEqual([false, false, false, true]);
  expect(shown.map(({ message }) => message)).toEqual([
    expect.stringContaining("outside their task's folder"),
    expect.stringContaining("outside their task's folder"),
    expect.stringContaining('leads out of the folders that this server may use'),
    null,
  ]);
});

it('show nothing of a run that names a folder outside the roots', async () => {
  await workbench.close();
  const other = join(folder, 'other');
  await mkdir(other);
  workbench = await openTestWorkbench(join(folder, 'ws'), { host: testHost([other]) });
  for (const { id } of await workbench.call('dataset/list', {}))
    await workbench.call('dataset/remove', { datasetId: id });
  const images = [{ file: 'val/fake/fake_000.png', className: 'fake' as const }];
  await expect(workbench.call('images/thumbnails', { source: sourceOf(1), images })).rejects.toMatchObject({
    code: 'not-permitted',
    message: expect.stringContaining('--root'),
  });
});

it('have no map and no score of a dropped image without weights', async () => {
  const image = { file: 'val/fake/fake_000.png', className: 'fake' } as const;
  await expect(workbench.call('images/saliency', { source: sourceOf(0), image })).rejects.toMatchObject({
    message: expect.stringContaining('before training are not kept'),
  });
  await expect(workbench.call('images/saliency', { source: sourceOf(1), image })).rejects.toMatchObject({
    code: 'conflict',
  });
  const dropped = { name: 'x.png', bytes: new Uint8Array([1, 2]) };
  await expect(workbench.call('images/score', { image: dropped, runIds })).rejects.toMatchObject({
    message: expect.stringContaining('has finished a stage'),
  });
});
