/** Engines are measured once for a machine, again when it changes, and `auto` follows. */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EngineFacts } from '../../../src/engine/list-engines';
import { EngineDesk, type EngineDeskOptions } from '../../../src/main/engines/engine-desk';
import type { EngineBenchmark } from '../../../src/shared/machine';
import type { EngineId } from '../../../src/shared/recipe';
import { engineFacts, failed, measured } from '../../fixtures/engine-facts';
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
    measure: async ({ id }) => {
      made.push(id);
      return benchmarks[id] ?? failed('The test has no figure.');
    },
    ...options,
  });
}

const both = [engineFacts('wasm'), engineFacts('cpu')];
const silent = async () => undefined;

it('measures before auto chooses, says so, and remembers', async () => {
  const told: string[] = [];
  const tell = async (message: string) => void told.push(message);
  expect(await deskOf(both).settle('auto', tell)).toBe('wasm');
  expect(told).toEqual(['Measuring wasm and cpu once on this machine, to take the fastest.']);
  expect(await deskOf(both).settle('auto', tell)).toBe('wasm');
  expect(made).toEqual(['wasm', 'cpu']);
  expect(told).toHaveLength(1);
});

it('measures what is new alone', async () => {
  await deskOf(both).settle('auto', silent);
  benchmarks.tensorflow = measured(200);
  expect(await deskOf([engineFacts('tensorflow'), ...both]).settle('auto', silent)).toBe('tensorflow');
  expect(made).toEqual(['wasm', 'cpu', 'tensorflow']);
});

it('measures again when the device or the build is another', async () => {
  await deskOf(both).measureAll();
  const [wasm] = await deskOf([engineFacts('wasm', { detail: 'another processor' })]).list();
  expect(wasm?.benchmark).toBeNull();
  await writeFile(join(folder, 'benchmark.js'), 'another build');
  expect((await deskOf(both).list()).map(({ benchmark }) => benchmark)).toEqual([null, null]);
});

it('measures again on demand, and tells each step', async () => {
  await deskOf(both).measureAll();
  benchmarks.wasm = measured(0.05);
  const steps: unknown[] = [];
  const desk = deskOf(both, {
    onChange: (engines, measuring) => steps.push([measuring, engines.find(({ auto }) => auto !== null)?.id]),
  });
  const engines = await desk.measureAll();
  expect(engines.find(({ auto }) => auto !== null)?.id).toBe('cpu');
  expect(steps).toEqual([
    ['wasm', 'wasm'],
    ['cpu', 'cpu'],
    [null, 'cpu'],
  ]);
});

it('joins a measurement that is under way', async () => {
  const desk = deskOf(both);
  await Promise.all([desk.measureAll(), desk.measureAll()]);
  expect(made).toEqual(['wasm', 'cpu']);
});

it('measures once when two processes ask at the same time', async () => {
  const slow = async ({ id }: { id: EngineId }) => {
    made.push(id);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return benchmarks[id] ?? failed('The test has no figure.');
  };
  const desks = [deskOf(both, { measure: slow }), deskOf(both, { measure: slow })];
  expect(await Promise.all(desks.map((desk) => desk.settle('auto', silent)))).toEqual(['wasm', 'wasm']);
  expect(made).toEqual(['wasm', 'cpu']);
});

it('does not wait for a process that died while it measured', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  await mkdir(join(folder, 'cache'));
  await writeFile(join(folder, 'cache', 'benchmarks.json.lock'), `${hostname()} ${pid}`);
  expect(await deskOf(both).settle('auto', silent)).toBe('wasm');
});

it('takes the slower engine when the faster one crashes', async () => {
  benchmarks.wasm = failed('Its process ended with SIGSEGV.');
  expect(await deskOf(both).settle('auto', silent)).toBe('cpu');
});

it('says of each engine why, when none works', async () => {
  benchmarks = { wasm: failed('It crashed.') };
  const webgpu = engineFacts('webgpu', { available: false, detail: 'There is no GPU.' });
  await expect(deskOf([webgpu, engineFacts('wasm')]).settle('auto', silent)).rejects.toThrow(
    'No engine works on this machine. webgpu: There is no GPU. wasm: It crashed.',
  );
});

it('takes a named engine as it is', async () => {
  expect(await deskOf(both).settle('cpu', silent)).toBe('cpu');
  expect(made).toEqual([]);
});

it('tells of a file that it cannot read, and makes it anew', async () => {
  await deskOf(both).measureAll();
  const path = join(folder, 'cache', 'benchmarks.json');
  await writeFile(path, '{ damaged');
  expect(await deskOf(both).settle('auto', silent)).toBe('wasm');
  expect(problems[0]).toContain(path);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ format: 1 });
});

it('chooses even where nothing can be written, and says so', async () => {
  await writeFile(join(folder, 'file'), '');
  const desk = deskOf(both, { benchmarksPath: join(folder, 'file', 'benchmarks.json') });
  await expect(desk.settle('auto', silent)).resolves.toBe('wasm');
  expect(problems.join()).toContain('CORED_ENGINE_BENCHMARKS');
});
