import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunFolder } from '../../../src/main/runs/run-folder';
import type { Workbench } from '../../../src/main/workbench-api';
import type { ExperimentRequest } from '../../../src/shared/run';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
let dataset: string;
let workbench: Workbench;

beforeAll(async () => {
  folder = await temporaryFolder('create');
  dataset = join(folder, 'data');
  await makeTinyDataset(dataset, { tasks: ['alpha', 'beta', 'broken'], perClass: 2 });
  await rm(join(dataset, 'broken', 'train', 'fake'), { recursive: true });
  await writeFile(join(folder, 'noise.safetensors'), 'no weights');
  workbench = await openTestWorkbench(join(folder, 'workspace'));
});
afterAll(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
});

const request = (changes: Partial<ExperimentRequest> = {}): ExperimentRequest => ({
  name: 'Two tasks',
  dataset,
  chain: ['alpha', 'beta'],
  methods: ['ft', 'cored'],
  network: 'small-cnn',
  preset: 'corrected',
  parameters: { epochs: 2, imageSize: 32 },
  methodParameters: {},
  seeds: [1, 2],
  engine: 'auto',
  initialWeights: null,
  ...changes,
});

const refusals: [string, () => Partial<ExperimentRequest>, RegExp][] = [
  [
    'a device that the engine does not have',
    () => ({ engine: 'wasm', devices: [0, 9] }),
    /"wasm" has no device 9\. It has 0 \(/,
  ],
  ['devices without their engine', () => ({ devices: [0] }), /name the engine too/],
  [
    'a missing folder',
    () => ({ dataset: join(folder, 'nowhere') }),
    /nowhere" does not exist; ".*" does: it holds data, .*\. Check the path/,
  ],
  ['a dataset that is a file', () => ({ dataset: join(folder, 'noise.safetensors') }), /is a file/],
  ['an unknown task, naming the nearest', () => ({ chain: ['alpa'] }), /"alpa".*Did you mean "alpha"/],
  ['the same task twice', () => ({ chain: ['alpha', 'beta', 'alpha'] }), /"alpha" is in the chain twice/],
  ['a task without fake', () => ({ chain: ['alpha', 'broken'] }), /broken.*fake/s],
  ['an empty chain', () => ({ chain: [] }), /at least one task/],
  ['zero epochs', () => ({ parameters: { epochs: 0 } }), /epochs.*cannot be 0/],
  ['an unknown method', () => ({ methods: ['corde'] }), /"corde".*Did you mean "cored"/],
  ['an unknown network', () => ({ network: 'small-cn' }), /"small-cn".*Did you mean "small-cnn"/],
  ['an unknown parameter', () => ({ parameters: { epoch: 3 } }), /"epoch".*Did you mean "epochs"/],
  ['the same method twice', () => ({ methods: ['ft', 'ft'] }), /method ft is given twice/],
  ['the same seed twice', () => ({ seeds: [3, 3] }), /seed 3 is given twice/],
  ['a negative seed', () => ({ seeds: [-1] }), /seeds/],
  ['missing weights', () => ({ initialWeights: join(folder, 'gone.safetensors') }), /gone\.safetensors/],
  ['weights that are none', () => ({ initialWeights: join(folder, 'noise.safetensors') }), /noise\.safetensors/],
];

describe('experiment/create', () => {
  it('takes a task with an unreadable image only where the recipe leaves such images out', async () => {
    const spoiled = join(folder, 'spoiled');
    await makeTinyDataset(spoiled, { tasks: ['alpha'], perClass: 2 });
    await writeFile(join(spoiled, 'alpha', 'train', 'real', 'words.png'), 'just words');
    const one = { dataset: spoiled, chain: ['alpha'], methods: ['ft'], seeds: [1] };
    await expect(workbench.call('experiment/create', request(one))).rejects.toThrow(/words\.png/);
    const other = await openTestWorkbench(join(folder, 'other-workspace'));
    const parameters = { epochs: 2, imageSize: 32, unreadableImages: 'skip' };
    const { runs } = await other.call('experiment/create', request({ ...one, parameters }));
    await other.close();
    expect(runs).toHaveLength(1);
  });

  it.each(refusals)('refuses %s and makes nothing', async (_, changes, message) => {
    await expect(workbench.callUnchecked('experiment/create', request(changes()))).rejects.toMatchObject({
      name: 'AppError',
      message: expect.stringMatching(message),
    });
    expect(await readdir(join(folder, 'workspace', 'runs'))).toEqual([]);
    expect(await workbench.call('run/list', {})).toEqual([]);
    expect(await workbench.call('experiment/list', {})).toEqual([]);
  });

  it('writes the devices of the engine into each run', async () => {
    const other = await openTestWorkbench(join(folder, 'workspace-of-devices'));
    const { runs } = await other.call('experiment/create', request({ engine: 'cpu', devices: [0] }));
    await other.close();
    const file = await new RunFolder(runs[0]?.folder ?? '').readRun();
    expect(file).toMatchObject({ engine: 'cpu', devices: [0] });
  });

  it('makes recipes x seeds, each with every parameter written out, and nothing else in the folder', async () => {
    const experiment = await workbench.call('experiment/create', request());
    expect(experiment.runs.map(({ recipe, seed, state }) => [recipe.method, seed, state])).toEqual([
      ['ft', 1, 'queued'],
      ['ft', 2, 'queued'],
      ['cored', 1, 'queued'],
      ['cored', 2, 'queued'],
    ]);
    const folders = await readdir(join(folder, 'workspace', 'runs'));
    expect(folders.sort()).toEqual(experiment.runs.map(({ id }) => id).sort());
    const run = experiment.runs[2];
    const file = await new RunFolder(run?.folder ?? '').readRun();
    expect(file).not.toHaveProperty('devices');
    expect(file.recipe.parameters).toMatchObject({ epochs: 2, batchSize: 128, bins: 5 });
    expect(file.chain.map(({ name, hasTest }) => [name, hasTest])).toEqual([
      ['alpha', false],
      ['beta', false],
    ]);
  });

  it('gives a parameter that only one method has to that method, and lets its own value win', async () => {
    const experiment = await workbench.call(
      'experiment/create',
      request({ seeds: [1], parameters: { bins: 4, epochs: 3 }, methodParameters: { cored: { epochs: 7 } } }),
    );
    const [ft, cored] = experiment.runs.map(({ recipe }) => recipe.parameters);
    expect(ft).toMatchObject({ epochs: 3 });
    expect(ft).not.toHaveProperty('bins');
    expect(cored).toMatchObject({ epochs: 7, bins: 4 });
  });

  it('starts from the preset, over which parameters win, and over these those of the method', async () => {
    const experiment = await workbench.call(
      'experiment/create',
      request({
        seeds: [1],
        preset: 'published',
        parameters: { cutmixAlpha: 1, bins: 4 },
        methodParameters: { cored: { cutmixPartner: 'same' } },
      }),
    );
    const [ft, cored] = experiment.runs.map(({ recipe }) => recipe.parameters);
    expect(ft).toMatchObject({ cutmixPartner: 'opposite', cutmixAlpha: 1 });
    expect(ft).not.toHaveProperty('representation');
    expect(cored).toMatchObject({ cutmixPartner: 'same', cutmixAlpha: 1, bins: 4, representation: 'channel-mean' });
  });

  it('stops a waiting run for good, and puts it back when asked', async () => {
    const experiment = await workbench.call('experiment/create', request({ seeds: [9], methods: ['ft'] }));
    const runId = experiment.runs[0]?.id ?? '';
    expect((await workbench.call('run/stop', { runId })).state).toBe('stopped');
    await expect(workbench.call('run/pause', { runId })).rejects.toMatchObject({ code: 'conflict' });
    expect((await workbench.call('run/resume', { runId })).state).toBe('queued');
  });

  it('is noticed by another workbench on the same workspace, without the registry telling it', async () => {
    const other = await openTestWorkbench(join(folder, 'workspace'));
    try {
      const before = await other.call('run/list', {});
      expect(before.length).toBeGreaterThan(0);
      const [first] = before;
      const copy = new RunFolder(join(folder, 'workspace', 'runs', 'copied-run'));
      await mkdir(copy.path);
      await copy.writeRun({ ...(await new RunFolder(first?.folder ?? '').readRun()), id: 'copied-run' });
      const heard = new Promise((resolve) => {
        other.subscribe((name, payload) => {
          if (name === 'run/changed') resolve(payload);
        });
      });
      expect(await heard).toMatchObject({ id: 'copied-run', state: 'queued' });
    } finally {
      await other.close();
    }
  });
});
