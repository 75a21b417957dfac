import Database from 'better-sqlite3';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder('workbench');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('says which workspace cannot be written', async () => {
  // A file where a folder would have to be: no user, root neither, can write there.
  await writeFile(join(folder, 'file'), '');
  await expect(openTestWorkbench(join(folder, 'file', 'workspace'))).rejects.toMatchObject({
    code: 'not-permitted',
    message: expect.stringMatching(/file.workspace" cannot be written.*--workspace/),
  });
});

it('refuses a workspace whose registry a newer workbench wrote', async () => {
  const database = new Database(join(folder, 'registry.sqlite'));
  database.pragma('user_version = 42');
  database.close();
  await expect(openTestWorkbench(folder)).rejects.toMatchObject({ code: 'newer-version' });
});

it('refuses unknown calls and wrong input in readable words', async () => {
  const workbench = await openTestWorkbench(folder);
  await expect(workbench.callUnchecked('run/fly', {})).rejects.toMatchObject({ code: 'bad-input' });
  await expect(workbench.callUnchecked('toString', {})).rejects.toMatchObject({ code: 'bad-input' });
  await expect(workbench.callUnchecked('run/get', { runId: '../secret' })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('runId'),
  });
  await expect(workbench.call('run/get', { runId: 'not-there' })).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('not-there'),
  });
  await workbench.close();
});

it('refuses what is too long or too much at once, and says little of it again', async () => {
  const workbench = await openTestWorkbench(folder);
  const many = Array.from({ length: 20_000 }, (_, index) => `run-${index}`);
  const long = 'x'.repeat(1_700_000);
  const refused: [string, unknown][] = [
    ['comparison/get', { runIds: many }],
    ['demo/start', { methods: many }],
    ['dataset/get', { datasetId: long }],
    ['folder/list', { path: `/${long}` }],
    ['experiment/read', { text: '{}', name: 'a', over: { [long]: 1 } }],
    ['task/samples', { datasetId: 'a', task: 'b', split: long, className: 'fake', count: 1 }],
    [long, {}],
  ];
  for (const [name, input] of refused) {
    const startedAt = performance.now();
    const error = await workbench.callUnchecked(name, input).catch((thrown: unknown) => thrown);
    expect(performance.now() - startedAt, name.slice(0, 40)).toBeLessThan(1000);
    expect(error, name.slice(0, 40)).toMatchObject({ code: 'bad-input' });
    expect(Object(error).message.length, name.slice(0, 40)).toBeLessThan(700);
  }
  expect(await workbench.call('dataset/list', {})).toEqual([]);
  const path = `/gone/${'y'.repeat(230)}/${'z'.repeat(230)}`;
  await expect(workbench.call('dataset/add', { path })).rejects.toSatisfy(
    (error: Error) => error.message.includes('/gone/') && !error.message.includes('y'.repeat(200)),
  );
  await workbench.close();
});

it('tells a scan’s progress and end, and remembers the dataset over a restart', async () => {
  const data = join(folder, 'data');
  await makeTinyDataset(data, { tasks: ['alpha'], perClass: 3 });
  const first = await openTestWorkbench(join(folder, 'workspace'));
  const states: string[] = [];
  const isReady = new Promise<void>((resolve) => {
    first.subscribe((name, payload) => {
      if (name !== 'dataset/changed') return;
      const { state } = Object(payload);
      states.push(String(state));
      if (state !== 'scanning') resolve();
    });
  });
  const { id, state } = await first.call('dataset/add', { path: data });
  expect(state).toBe('scanning');
  await isReady;
  expect(states[0]).toBe('scanning');
  expect(states.at(-1)).toBe('ready');
  const samples = await first.call('task/samples', {
    datasetId: id,
    task: 'alpha',
    split: 'train',
    className: 'fake',
    count: 2,
  });
  expect(samples.map(({ width, bytes }) => [width, bytes instanceof Uint8Array])).toEqual([
    [32, true],
    [32, true],
  ]);
  await first.close();

  const second = await openTestWorkbench(join(folder, 'workspace'));
  const [dataset] = await second.call('dataset/list', {});
  expect(dataset).toMatchObject({ id, state: 'ready', path: data });
  expect(dataset?.tasks.map(({ name, counts }) => [name, counts.train])).toEqual([['alpha', { fake: 3, real: 3 }]]);
  await second.call('dataset/remove', { datasetId: id });
  expect(await second.call('dataset/list', {})).toEqual([]);
  await second.close();
});

it('knows the machine, its engines and what can be chosen', async () => {
  const workbench = await openTestWorkbench(folder, { slots: 3 });
  expect(await workbench.call('app/info', {})).toMatchObject({ host: 'command-line', slots: 3, workspace: folder });
  const engines = await workbench.call('engine/list', {});
  expect(engines.map(({ id }) => id)).toContain('cpu');
  const sample = await workbench.call('machine/sample', {});
  expect(sample.memoryUsedBytes).toBeLessThan(sample.memoryTotalBytes);
  expect((await workbench.call('recipe/options', {})).methods.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['ft', 'cored']),
  );
  await workbench.close();
});
