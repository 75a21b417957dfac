/** A sweep is made, read back as a request, written to a file, and made again out of it. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from '../../../src/main/workbench-api';
import type { ExperimentRequest, RunSummary } from '../../../src/shared/run';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
let workbench: Workbench;
let dataset: string;
beforeAll(async () => {
  folder = await temporaryFolder('again');
  const root = join(folder, 'data');
  await makeTinyDataset(root, { tasks: ['alpha', 'beta'], perClass: 2 });
  workbench = await openTestWorkbench(join(folder, 'workspace'));
  dataset = (await workbench.call('dataset/add', { path: root })).id;
  await workbench.call('experiment/create', { ...sweep(), chain: ['alpha'], orders: undefined, name: 'Scan' });
});
afterAll(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
});

const sweep = (): ExperimentRequest => ({
  name: 'Two orders',
  dataset,
  chain: ['alpha', 'beta'],
  methods: ['ft', 'cored'],
  network: 'small-cnn',
  preset: 'published',
  parameters: { epochs: 3, imageSize: 32 },
  methodParameters: { cored: { temperature: 7 } },
  sweep: { alpha: [0.1, 0.3] },
  orders: [
    ['alpha', 'beta'],
    ['beta', 'alpha'],
  ],
  seeds: [1, 2],
  engine: 'wasm',
  devices: [0],
  initialWeights: null,
});

/** What matters of runs, in any order. */
const kinds = (runs: readonly RunSummary[]) =>
  runs.map(({ chain, recipe, seed, engineWish }) => JSON.stringify([chain, recipe, seed, engineWish])).toSorted();

describe('a sweep over orders', () => {
  it('makes a run for each order, recipe and seed, named by what tells it from the others', async () => {
    const { runs } = await workbench.call('experiment/create', sweep());
    // FT has no alpha: (1 + 2) recipes x 2 orders x 2 seeds.
    expect(runs).toHaveLength(12);
    expect(new Set(runs.map(({ name }) => name)).size).toBe(12);
    expect(runs.at(-1)?.name).toBe('CoReD, alpha 0.3, beta → alpha, seed 2');
    expect(runs.at(-1)?.recipe.parameters).toMatchObject({ alpha: 0.3, epochs: 3, temperature: 7 });
    const comparison = await workbench.call('comparison/get', { runIds: runs.map(({ id }) => id) });
    expect(comparison.rows).toHaveLength(6);
    expect(comparison.orders).toHaveLength(3);
  });

  it('is read back from its runs, and makes the same runs again', async () => {
    const { runs } = await workbench.call('experiment/create', sweep());
    const again = await workbench.call('experiment/again', { runIds: runs.map(({ id }) => id) });
    expect(again.notes).toEqual([]);
    expect(again.request).toMatchObject({ ...sweep(), parameters: { epochs: 3 } });
    const copies = await workbench.call('experiment/create', again.request);
    expect(kinds(copies.runs)).toEqual(kinds(runs));
  });

  it('of which a part is taken says that it is more than there was', async () => {
    const { runs } = await workbench.call('experiment/create', sweep());
    const [first, last] = [runs[0], runs.at(-1)];
    const some = [first, last].flatMap((run) => run?.id ?? []);
    const { notes } = await workbench.call('experiment/again', { runIds: some });
    expect(notes).toEqual([expect.stringMatching(/give 8 runs, where there were 2/)]);
  });

  it.each(['yaml', 'json'] as const)('goes through a file as %s', async (format) => {
    const { text } = await workbench.call('experiment/write', { request: sweep(), format });
    const { request } = await workbench.call('experiment/read', { text, name: 'F' });
    expect(request).toEqual(sweep());
  });

  it('is planned as it is made, with the disk and a time that is not known yet', async () => {
    const plan = await workbench.call('experiment/plan', sweep());
    expect(plan).toMatchObject({ runs: 12, made: '2 orders × 3 recipes of 2 methods × 2 seeds' });
    expect(plan.rows).toHaveLength(6);
    const values = (await workbench.call('recipe/options', {})).networks.find(({ id }) => id === 'small-cnn');
    // Best and last of two stages, and two checkpoints of four: (2 x 2 + 8) x 4 bytes a value.
    expect(plan.bytes).toBe(12 * 12 * 4 * (values?.parameterCount ?? 0));
  });

  it('of more than 500 runs is refused, and nothing is made', async () => {
    const before = await workbench.call('run/list', {});
    const seeds = Array.from({ length: 100 }, (_, index) => index);
    const tooMany = workbench.call('experiment/create', { ...sweep(), seeds });
    await expect(tooMany).rejects.toThrow(/would be 600 runs\. One experiment makes at most 500/);
    expect(await workbench.call('run/list', {})).toHaveLength(before.length);
  });
});

describe('a file that a person wrote', () => {
  const read = async (text: string, over?: Record<string, unknown>) =>
    (await workbench.call('experiment/read', { text, name: 'F', ...(over && { over }) })).request;
  const short = `
name: Short
dataset: /data
chain: [alpha, beta]
methods: [cored]
network: small-cnn
seeds: 1-3
orders: rotations
sweep: { learningRate: 'log:3:0.001..0.1', epochs: 1..2 }
methodParameters: { cored: { alpha: 0.2 } }
`;

  it('may say seeds, orders and values in words', async () => {
    expect(await read(short)).toMatchObject({
      seeds: [1, 2, 3],
      orders: [
        ['alpha', 'beta'],
        ['beta', 'alpha'],
      ],
      sweep: { learningRate: [0.001, 0.01, 0.1], epochs: [1, 2] },
      preset: 'corrected',
      engine: 'auto',
    });
  });

  it('gives way to flags, parameter by parameter', async () => {
    const request = await read(short, { seeds: [9], parameters: { alpha: 0.5, epochs: 7 }, chain: ['beta', 'alpha'] });
    expect(request).toMatchObject({
      seeds: [9],
      chain: ['beta', 'alpha'],
      parameters: { alpha: 0.5, epochs: 7 },
      methodParameters: { cored: {} },
      sweep: { learningRate: [0.001, 0.01, 0.1] },
    });
    expect(request.orders).toBeUndefined();
  });

  it.each([
    ['chain: [', /F is neither YAML nor JSON/],
    ['just words', /holds no keys such as dataset/],
    [`${short}\nmethds: [ft]`, /no key "methds"\. Did you mean "methods"\?/],
    ['name: x', /"dataset" is missing\./],
    [short.replace('1-3', '3-1'), /F: “3-1” runs backwards/],
    ['a: &a [1]\nb: *a', /F is neither YAML nor JSON: Alias resolution is disabled/],
  ])('is refused where it says %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});

describe('a template', () => {
  it('is kept in the workspace by its name until it is removed', async () => {
    await workbench.call('template/save', { name: 'My sweep', request: sweep() });
    expect(await workbench.call('template/list', {})).toEqual([
      { name: 'My sweep', path: join(folder, 'workspace', 'templates', 'My sweep.yaml') },
    ]);
    expect(await workbench.call('template/get', { name: 'My sweep' })).toEqual({ request: sweep() });
    await writeFile(join(folder, 'workspace', 'templates', 'notes.txt'), 'not one');
    expect(await workbench.call('template/remove', { name: 'My sweep' })).toEqual([]);
  });

  it.each(['../registry', 'a/b', '', '.hidden'])('cannot be called "%s"', async (name) => {
    await expect(workbench.call('template/save', { name, request: sweep() })).rejects.toThrow(
      /cannot be a template's name/,
    );
  });

  it('that is not there is told with those that are', async () => {
    await workbench.call('template/save', { name: 'One', request: sweep() });
    await expect(workbench.call('template/get', { name: 'Two' })).rejects.toThrow(/no template "Two".*Known: One/);
  });
});

describe('the queue', () => {
  it('lists what waits in its order, and moves it', async () => {
    const before = await workbench.call('queue/get', {});
    const last = before.waiting.at(-1);
    const { waiting } = await workbench.call('queue/move', { id: last?.id ?? '', to: 1 });
    expect(waiting.map(({ id }) => id)).toEqual([last?.id, ...before.waiting.slice(0, -1).map(({ id }) => id)]);
    expect(waiting[0]).toMatchObject({ position: 1, priority: 'normal', seconds: null, startsIn: 0 });
    const prioritised = await workbench.call('queue/prioritise', { id: waiting[1]?.id ?? '', priority: 'high' });
    expect(prioritised.waiting[0]).toMatchObject({ kind: 'run', id: waiting[1]?.id, priority: 'high' });
  });

  it('refuses to move a run that does not wait', async () => {
    const runId = (await workbench.call('queue/get', {})).waiting[0]?.id ?? '';
    await workbench.call('run/stop', { runId });
    await expect(workbench.call('queue/move', { id: runId, to: 1 })).rejects.toThrow(/does not wait: it is stopped/);
  });
});
