/** Data that have moved are found by their fingerprint at the place that a person gives, which is remembered. */
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { placeRun } from '../../../src/main/places/find-task';
import { RunFolder } from '../../../src/main/runs/run-folder';
import type { Workbench } from '../../../src/main/workbench-api';
import { MappingWish } from '../../../src/shared/mapping';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';

vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let data: string;
let workspace: string;
let workbench: Workbench;
let runId: string;

beforeEach(async () => {
  folder = await temporaryFolder('run-data');
  data = join(folder, 'data');
  workspace = join(folder, 'ws');
  await makeTinyDataset(data, { tasks: ['alpha', 'beta'], perClass: 2, size: 8 });
  workbench = await openTestWorkbench(workspace);
  const { runs } = await workbench.call('experiment/create', {
    ...{ name: 'Moved', dataset: data, chain: ['alpha', 'beta'], methods: ['ft'], network: 'small-cnn' },
    ...{ preset: 'corrected', parameters: { epochs: 1 }, methodParameters: {}, seeds: [1], engine: 'wasm' },
    initialWeights: null,
  });
  runId = runs[0]?.id ?? '';
  await workbench.call('run/stop', { runId });
});
afterEach(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
});

/** Where the run would read its tasks from. */
async function placedTasks(): Promise<string[]> {
  const run = new RunFolder(join(workspace, 'runs', runId));
  return (await placeRun(await run.readRun(), run.path)).chain.map(({ path }) => path);
}

it('names what is missing and the way out, before the run is queued', async () => {
  await rename(data, join(folder, 'elsewhere'));
  await expect(workbench.call('run/resume', { runId })).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringMatching(
      /images of task "alpha" are not in ".*data.alpha" any more.*cored resume moved.* --data DIR/,
    ),
  });
  expect((await workbench.call('run/get', { runId })).summary.state).toBe('stopped');
  expect(await workbench.call('run/data', { runId })).toMatchObject([{ isThere: false }, { isThere: false }]);
  await expect(placedTasks()).rejects.toMatchObject({ code: 'not-found' });
});

it('finds the tasks at the given place, whatever they are called there, and remembers them', async () => {
  const elsewhere = join(folder, 'elsewhere');
  await rename(data, elsewhere);
  await rename(join(elsewhere, 'alpha'), join(elsewhere, 'first'));
  expect((await workbench.call('run/resume', { runId, data: elsewhere })).state).toBe('queued');
  const places = [join(elsewhere, 'first'), join(elsewhere, 'beta')];
  expect(await placedTasks()).toEqual(places);
  expect(await workbench.call('run/data', { runId })).toEqual([
    { name: 'alpha', path: places[0], isThere: true },
    { name: 'beta', path: places[1], isThere: true },
  ]);
  // Another run of the workspace needs no place.
  await workbench.call('run/stop', { runId });
  expect((await workbench.call('run/resume', { runId })).state).toBe('queued');
});

it('remembers a place inside the workspace relative to it', async () => {
  await mkdir(join(workspace, 'datasets'), { recursive: true });
  const inside = join(workspace, 'datasets', 'mine');
  await rename(data, inside);
  await workbench.call('run/resume', { runId, data: inside });
  expect(await readFile(join(workspace, 'places.json'), 'utf8')).not.toContain(folder);
  await workbench.close();
  workspace = join(folder, 'moved');
  await rename(join(folder, 'ws'), workspace);
  workbench = await openTestWorkbench(workspace);
  expect(await placedTasks()).toEqual(['alpha', 'beta'].map((name) => join(workspace, 'datasets', 'mine', name)));
});

it('finds them in a registered dataset without being told', async () => {
  const elsewhere = join(folder, 'elsewhere');
  await rename(data, elsewhere);
  await workbench.call('dataset/add', { path: elsewhere });
  await expect
    .poll(async () => (await workbench.call('dataset/list', {})).every(({ state }) => state === 'ready'))
    .toBe(true);
  expect((await workbench.call('run/resume', { runId })).state).toBe('queued');
  expect(await placedTasks()).toEqual(['alpha', 'beta'].map((name) => join(elsewhere, name)));
});

it('refuses a place with other images and says what it holds', async () => {
  const other = join(folder, 'other');
  await cp(data, other, { recursive: true });
  await rm(join(other, 'alpha', 'train', 'fake', 'fake_000.png'));
  await rm(data, { recursive: true });
  await expect(workbench.call('run/resume', { runId, data: other })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/Task "alpha" in ".*other" holds other images.*It holds alpha, beta/),
  });
  await rm(join(other, 'alpha'), { recursive: true });
  await expect(workbench.call('run/resume', { runId, data: other })).rejects.toMatchObject({
    message: expect.stringMatching(/No task in ".*other" has the images of task "alpha".*It holds beta/),
  });
  await expect(placedTasks()).rejects.toMatchObject({ code: 'not-found' });
});

it('moves a registered dataset to its new place, for evaluations too', async () => {
  const [dataset] = await workbench.call('dataset/list', {});
  const elsewhere = join(folder, 'elsewhere');
  await rename(data, elsewhere);
  const empty = join(folder, 'empty');
  await makeTinyDataset(empty, { tasks: ['gamma', 'delta', 'epsilon'], perClass: 1, size: 8 });
  const datasetId = dataset?.id ?? '';
  await expect(workbench.call('dataset/relocate', { datasetId, path: empty })).rejects.toMatchObject({
    message: expect.stringContaining('It holds delta, epsilon, gamma'),
  });
  expect(await workbench.call('dataset/list', {})).toMatchObject([{ path: data }]);
  const moved = await workbench.call('dataset/relocate', { datasetId, path: elsewhere });
  expect(await workbench.call('dataset/list', {})).toMatchObject([{ id: moved.id, path: elsewhere }]);
  expect(await placedTasks()).toEqual(['alpha', 'beta'].map((name) => join(elsewhere, name)));
});

it('names places.json when it is damaged', async () => {
  await writeFile(join(workspace, 'places.json'), '{');
  await expect(workbench.call('run/resume', { runId })).rejects.toMatchObject({
    code: 'damaged',
    message: expect.stringContaining('places.json'),
  });
});

it('finds a moved dataset that is read through a mapping, for a run and for the dataset', async () => {
  const mapped = join(folder, 'mapped');
  await makeTinyDataset(mapped, { tasks: ['gamma'], perClass: 3, size: 8 });
  for (const split of ['train', 'val']) {
    await rename(join(mapped, 'gamma', split, 'fake'), join(mapped, 'gamma', split, '1_fake'));
    await rename(join(mapped, 'gamma', split, 'real'), join(mapped, 'gamma', split, '0_real'));
  }
  const { id } = await workbench.call('dataset/map', { path: mapped, wish: MappingWish.parse({ videoRule: 'none' }) });
  const { runs } = await workbench.call('experiment/create', {
    ...{ name: 'Mapped', dataset: mapped, chain: ['gamma'], methods: ['ft'], network: 'small-cnn' },
    ...{ preset: 'corrected', parameters: { epochs: 1 }, methodParameters: {}, seeds: [1], engine: 'wasm' },
    initialWeights: null,
  });
  const [run] = runs;
  if (run === undefined) throw new Error('A run.');
  // The recipe names the mapping's rule.
  expect((await workbench.call('run/get', { runId: run.id })).summary.recipe.parameters['videoRule']).toBe('none');
  await workbench.call('run/stop', { runId: run.id });

  const elsewhere = join(folder, 'elsewhere');
  await rename(mapped, elsewhere);
  await expect(workbench.call('run/resume', { runId: run.id, data })).rejects.toMatchObject({ code: 'bad-input' });
  expect((await workbench.call('run/resume', { runId: run.id, data: elsewhere })).state).toBe('queued');
  expect(await workbench.call('run/data', { runId: run.id })).toEqual([
    { name: 'gamma', path: elsewhere, isThere: true },
  ]);

  const moved = await workbench.call('dataset/relocate', { datasetId: id, path: elsewhere });
  expect(moved.tasks).toMatchObject([{ name: 'gamma', path: elsewhere, counts: { train: { fake: 3, real: 3 } } }]);
  expect(await workbench.call('dataset/wish', { datasetId: moved.id })).toMatchObject({ videoRule: 'none' });
  expect((await workbench.call('dataset/list', {})).map((dataset) => dataset.id)).not.toContain(id);
});
