/** A method from outside of the program's sources is a method like any other: form, command line, run record, checkpoints. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Method } from '../../../src/core/methods/method';
import { recipeOptions } from '../../../src/core/recipe/recipe';
import { trainChain } from '../../../src/core/training/loop/train-chain';
import type { Checkpoint } from '../../../src/core/training/training';
import type { Weights } from '../../../src/core/weights/weights';
import { openEngine } from '../../../src/engine/open-engine';
import { runCommandLine } from '../../../src/main/cli/run-command-line';
import { readLatestCheckpoint, writeCheckpoint } from '../../../src/main/worker/checkpoint-files';
import { RunFile } from '../../../src/shared/run';
import { MemoryOutput, tinyTask, tinyTraining, type TinyOptions } from '../../core/training/tiny-chain';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { openTestWorkbench } from '../../fixtures/tiny-workbench';

vi.mock('../../../src/core/methods/index', async (original) => {
  const { methods } = await original<{ methods: readonly Method[] }>();
  const { toy } = await import('../../fixtures/toy-method');
  return { methods: [...methods, toy] };
});

// The processes of jobs are built without the toy.
vi.mock('../../../src/main/jobs/run-jobs', async () => {
  const { JobsHere } = await import('../../fixtures/jobs-here');
  return { ProcessJobRunner: JobsHere };
});

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cored-toy-'));
  await makeTinyDataset(join(folder, 'data'), { tasks: ['alpha', 'beta'], perClass: 4 });
  await openEngine('wasm');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const tasks = [tinyTask('red', 0), tinyTask('green', 1), tinyTask('blue', 2)];

async function train(options: TinyOptions = {}): Promise<MemoryOutput> {
  const output = new MemoryOutput();
  expect(await trainChain(tinyTraining(output, { method: 'toy', tasks, ...options }))).toBe('completed');
  return output;
}

describe('a toy method', () => {
  it('is in the form, with its parameter and its terms', () => {
    const found = recipeOptions().methods.find(({ id }) => id === 'toy');
    expect(found?.fields).toMatchObject([{ key: 'toyStrength', label: 'Strength', default: 2, maximum: 10 }]);
    expect(found?.terms.map(({ id, unit, colour }) => [id, unit, colour])).toEqual([
      ['crossEntropy', null, 'series-1'],
      ['held', 'nats', 'series-8'],
    ]);
    expect(found).toMatchObject({ baseline: null, presets: { corrected: {}, published: {} } });
  });

  it('is known to the command line, which refuses a parameter that is too large by its label', async () => {
    const said: string[] = [];
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    const flags = [
      '--data',
      join(folder, 'data'),
      '--chain',
      'alpha,beta',
      '--method',
      'toy',
      '--set',
      'toyStrength=11',
    ];
    const status = await runCommandLine(['run', ...flags, '--workspace', join(folder, 'refused')]);
    write.mockRestore();
    expect(status).not.toBe(0);
    expect(said.join('')).toContain('Parameter "toyStrength" (Strength) cannot be 11');
  });

  it('is in the run record with every parameter', async () => {
    const workbench = await openTestWorkbench(join(folder, 'workspace'));
    const experiment = await workbench.call('experiment/create', {
      ...{ name: 'Toy', dataset: join(folder, 'data'), chain: ['alpha', 'beta'], methods: ['toy'] },
      ...{ network: 'small-cnn', preset: 'published', methodParameters: {}, seeds: [3], engine: 'wasm' },
      parameters: { toyStrength: 0.5 },
      initialWeights: null,
    });
    const [run] = experiment.runs;
    const file = RunFile.parse(JSON.parse(await readFile(join(run?.folder ?? '', 'run.json'), 'utf8')));
    expect(file.recipe).toMatchObject({ method: 'toy', parameters: { toyStrength: 0.5 } });
    await workbench.close();
  });

  it('tells its own term, which grows with its parameter', async () => {
    const held = async (toyStrength: number) => {
      const batches = (await train({ parameters: { toyStrength } })).ofType('batches/ended');
      return batches.map(({ losses }) => losses['held'] ?? NaN);
    };
    expect(Math.max(...(await held(0)))).toBe(0);
    expect(Math.max(...(await held(2)))).toBeGreaterThan(0);
  });

  it('goes on from every checkpoint on disk to the same bytes', { timeout: 60_000 }, async () => {
    const whole = await train();
    const last = whole.checkpoints.at(-1);
    expect(last?.method?.data).toEqual({ firsts: [0, 2 ** 32, 2 * 2 ** 32], epochs: 6 });
    for (const checkpoint of whole.checkpoints) {
      const resumed = await train({ resumeFrom: await throughDisk(checkpoint) });
      expect(bytesOf(resumed.weights.get('3/last') ?? [])).toEqual(bytesOf(whole.weights.get('3/last') ?? []));
      if (checkpoint.stage < 3) expect(resumed.checkpoints.at(-1)?.method).toEqual(last?.method);
    }
  });
});

async function throughDisk(checkpoint: Checkpoint): Promise<Checkpoint> {
  const place = join(folder, `${checkpoint.stage}-${checkpoint.epoch}`);
  await writeCheckpoint(place, checkpoint);
  const read = await readLatestCheckpoint(place, (message) => Promise.reject(new Error(message)));
  if (!read) throw new Error('There is no checkpoint.');
  expect(read).toEqual(checkpoint);
  return read;
}

const bytesOf = (weights: Weights) => weights.map(({ data }) => Buffer.from(data.buffer).toString('base64'));
