/** Engines are measured once for a machine, again when it changes, and `auto` follows. */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EngineFacts } from '../../../src/engine/list-engines';
import { EngineDesk, type EngineDeskOptions } from '../../../src/main/engines/engine-desk';
import type { EngineBenchmark, EngineInfo, TrainingWork } from '../../../src/shared/machine';
import type { EngineId } from '../../../src/shared/recipe';
import { engineFacts, failed, measured, testWork } from '../../fixtures/engine-facts';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let folder = '';
let benchmarks: Partial<Record<EngineId, EngineBenchmark>> = {};
let made: EngineId[] = [];
let problems: string[] = [];

beforeEach(async () => {
  folder = await temporaryFolder('engines');
  benchmarks = { wasm: measured(60), cpu: measured(0.1) };
  made = [];
  problems = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function deskOf(facts: readonly EngineFacts[], options: Partial<EngineDeskOptions> = {}): EngineDesk {
  return new EngineDesk({
    script: join(folder, 'benchmark.js'),
    benchmarksPath: join(folder, 'cache', 'benchmarks.json'),
    onProblem: (message) => problems.push(message),
    list: async () => facts,
    measure: async ({ engine }) => {
      made.push(engine);
      return benchmarks[engine] ?? failed('The test has no figure.');
    },
    ...options,
  });
}

const both = [engineFacts('wasm'), engineFacts('cpu')];
const silent = async () => undefined;

it('measures before auto chooses, says so, and remembers', async () => {
  const told: string[] = [];
  const tell = async (message: string) => void told.push(message);
  expect(await deskOf(both).settle('auto', testWork, tell)).toBe('wasm');
  expect(told).toEqual(['Measuring wasm and cpu once by steps of small-cnn, batch 16 at 64 px, to take the fastest.']);
  expect(await deskOf(both).settle('auto', testWork, tell)).toBe('wasm');
  expect(made).toEqual(['wasm', 'cpu']);
  expect(told).toHaveLength(1);
});

it('measures what is new alone', async () => {
  await deskOf(both).settle('auto', testWork, silent);
  benchmarks.tensorflow = measured(200);
  expect(await deskOf([engineFacts('tensorflow'), ...both]).settle('auto', testWork, silent)).toBe('tensorflow');
  expect(made).toEqual(['wasm', 'cpu', 'tensorflow']);
});

it('measures again when the device or the build is another', async () => {
  await deskOf(both).measureAll();
  const benchmarksOf = (engines: readonly EngineInfo[]) => engines.map(({ speeds }) => speeds[0]?.benchmark ?? null);
  expect(benchmarksOf(await deskOf(both).list())).toEqual([benchmarks.wasm, benchmarks.cpu]);
  expect(benchmarksOf(await deskOf([engineFacts('wasm', { detail: 'another processor' })]).list())).toEqual([null]);
  await writeFile(join(folder, 'benchmark.js'), 'another build');
  expect(benchmarksOf(await deskOf(both).list())).toEqual([null, null]);
});

it('measures both large networks on demand, and tells each step', async () => {
  await deskOf(both).measureAll();
  benchmarks.wasm = measured(0.05);
  const steps: unknown[] = [];
  const taken = (engines: readonly EngineInfo[]) =>
    [0, 1].map((place) => engines.find(({ speeds }) => (speeds[place]?.auto ?? null) !== null)?.id);
  const desk = deskOf(both, {
    onChange: (engines, measuring) =>
      steps.push([measuring && `${measuring.engine} ${measuring.work.network}`, ...taken(engines)]),
  });
  expect(taken(await desk.measureAll())).toEqual(['cpu', 'cpu']);
  expect(steps).toEqual([
    ['wasm xception', 'wasm', 'wasm'],
    ['cpu xception', 'cpu', 'wasm'],
    ['wasm efficientnet-b0', 'cpu', 'wasm'],
    ['cpu efficientnet-b0', 'cpu', 'cpu'],
    [null, 'cpu', 'cpu'],
  ]);
});

it('measures an emulated GPU last, and tells each engine how fast the fastest is', async () => {
  const told: unknown[] = [];
  const facts = [engineFacts('webgpu', { isSoftware: true }), ...both];
  const desk = deskOf(facts, {
    measure: async ({ engine, fastest, work }) => {
      if (work.network === 'xception') told.push([engine, fastest]);
      return benchmarks[engine] ?? measured(900, true);
    },
  });
  await desk.measureAll();
  expect(told).toEqual([
    ['wasm', null],
    ['cpu', 60],
    ['webgpu', 60],
  ]);
});

it('measures each network, size, batch class and way of sharing on its own', async () => {
  const desk = deskOf([engineFacts('wasm')]);
  const measuredFor = async (changes: Partial<TrainingWork>) => {
    made = [];
    await desk.settle('auto', { ...testWork, ...changes }, silent);
    return made.length === 1;
  };
  expect(await measuredFor({})).toBe(true);
  expect(await measuredFor({})).toBe(false);
  expect(await measuredFor({ network: 'xception' })).toBe(true);
  expect(await measuredFor({ imageSize: 128 })).toBe(true);
  expect(await measuredFor({ imageSize: 80 })).toBe(false);
  expect(await measuredFor({ batch: 32 })).toBe(true);
  expect(await measuredFor({ replicas: 1 })).toBe(true);
  expect(await measuredFor({ microBatch: 4 })).toBe(true);
  expect(await measuredFor({ precision: 'mixed' })).toBe(true);
  // Like a training that is measured on demand, and larger.
  const large = { network: 'xception', imageSize: 128 };
  expect(await measuredFor({ ...large, batch: 128 })).toBe(true);
  expect(await measuredFor({ ...large, batch: 130 })).toBe(true);
  expect(await measuredFor({ ...large, batch: 128 })).toBe(false);
});

it('takes what is known of a larger batch of the class, and no failure of one', async () => {
  const desk = deskOf(both);
  const settle = (batch: number) => desk.settle('auto', { ...testWork, batch }, silent);
  benchmarks.wasm = failed('It has no room for 31 images.');
  expect(await settle(31)).toBe('cpu');
  benchmarks.wasm = measured(60);
  expect(await settle(20)).toBe('wasm');
  expect(made).toEqual(['wasm', 'cpu', 'wasm']);
  expect(await settle(18)).toBe('wasm');
  expect(made).toHaveLength(3);
  // Nobody has tried whether 28 fit.
  benchmarks.wasm = failed('It has no room for 28 images.');
  expect(await settle(28)).toBe('cpu');
});

it('joins a measurement that is under way', async () => {
  const desk = deskOf(both);
  await Promise.all([desk.measureAll(), desk.measureAll()]);
  expect(made).toEqual(['wasm', 'cpu', 'wasm', 'cpu']);
});

it('measures once when two processes ask at the same time', async () => {
  const slow = async ({ engine: id }: { engine: EngineId }) => {
    made.push(id);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return benchmarks[id] ?? failed('The test has no figure.');
  };
  const desks = [deskOf(both, { measure: slow }), deskOf(both, { measure: slow })];
  expect(await Promise.all(desks.map((desk) => desk.settle('auto', testWork, silent)))).toEqual(['wasm', 'wasm']);
  expect(made).toEqual(['wasm', 'cpu']);
});

it('does not wait for a process that died while it measured', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  await mkdir(join(folder, 'cache'));
  await writeFile(join(folder, 'cache', 'benchmarks.json.lock'), `${hostname()} ${pid}`);
  expect(await deskOf(both).settle('auto', testWork, silent)).toBe('wasm');
});

it('takes the slower engine when the faster one crashes, and says so', async () => {
  benchmarks.wasm = failed('Its process ended with SIGSEGV.');
  const told: string[] = [];
  expect(await deskOf(both).settle('auto', testWork, async (message) => void told.push(message))).toBe('cpu');
  expect(told[1]).toBe('Engine "wasm" is not taken. Its process ended with SIGSEGV.');
});

it('says of each engine why, when none works', async () => {
  benchmarks = { wasm: failed('It crashed.') };
  const webgpu = engineFacts('webgpu', { available: false, detail: 'There is no GPU.' });
  await expect(deskOf([webgpu, engineFacts('wasm')]).settle('auto', testWork, silent)).rejects.toThrow(
    'No engine works on this machine. webgpu: There is no GPU. wasm: It crashed.',
  );
});

it('takes a named engine as it is', async () => {
  expect(await deskOf(both).settle('cpu', testWork, silent)).toBe('cpu');
  expect(made).toEqual([]);
});

it('tells of a file that it cannot read, and makes it anew', async () => {
  await deskOf(both).measureAll();
  const path = join(folder, 'cache', 'benchmarks.json');
  await writeFile(path, '{ damaged');
  expect(await deskOf(both).settle('auto', testWork, silent)).toBe('wasm');
  expect(problems[0]).toContain(path);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ format: 2 });
});

it('chooses even where nothing can be written, and says so', async () => {
  await writeFile(join(folder, 'file'), '');
  const desk = deskOf(both, { benchmarksPath: join(folder, 'file', 'benchmarks.json') });
  await expect(desk.settle('auto', testWork, silent)).resolves.toBe('wasm');
  expect(problems.join()).toContain('CORED_ENGINE_BENCHMARKS');
});

it('passes over what older versions measured by another standard, without a word', async () => {
  const path = join(folder, 'cache', 'benchmarks.json');
  await mkdir(join(folder, 'cache'));
  const old = {
    outcome: 'measured',
    gflops: 60,
    batch: 16,
    processes: 2,
    device: 'd',
    isSoftware: false,
    measuredAt: '',
  };
  await writeFile(path, JSON.stringify({ format: 1, benchmarks: [{ engine: 'wasm', key: {}, benchmark: old }] }));
  expect(await deskOf(both).settle('auto', testWork, silent)).toBe('wasm');
  expect(made).toEqual(['wasm', 'cpu']);
  expect(problems).toEqual([]);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ format: 2, benchmarks: [{}, {}] });
});
