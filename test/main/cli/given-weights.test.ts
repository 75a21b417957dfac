/** Weights that are given to `run`, `eval` and `inspect`: built, in processes of their own. */
import { execFile } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { findNetwork } from '../../../src/core/networks';
import type { Weights } from '../../../src/core/weights/weights';
import { readWeights } from '../../../src/main/weights/read-weights';
import { encodeTorchCheckpoint } from '../../../src/main/weights/torch/encode-torch-checkpoint';
import { weightsToTorch } from '../../../src/main/weights/torch/network-layout';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const Ended = z.object({
  runs: z.tuple([z.object({ id: z.string(), folder: z.string(), matrix: z.array(z.array(z.number().nullable())) })]),
});
const Scored = z.object({ result: z.object({ metrics: z.object({ auc: z.number() }) }) });
const Point = z.object({ strength: z.number(), metrics: z.unknown() });
const Measured = z.tuple([Scored.extend({ robustness: z.array(Point) })]);
const Event = z.object({ body: z.looseObject({ type: z.string() }) });

let entries: BuiltEntries;
let folder: string;
/** A run that has learnt alpha, and its weights as another program would save them: without a word on their classes. */
let learnt: z.infer<typeof Ended>['runs'][0];
let plain: Weights;

interface Outcome {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}

function cored(...args: readonly string[]): Promise<Outcome> {
  const env = { ...process.env, CORED_WORKSPACE: join(folder, 'workspace') };
  return new Promise((resolve) => {
    execFile(process.execPath, [entries.commandLine, ...args], { cwd: folder, env }, (error, output, errors) =>
      resolve({ status: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, output, errors }),
    );
  });
}

const small = ['--set', 'imageSize=32', '--set', 'batchSize=4', '--engine', 'wasm'];

function run(chain: string, ...more: readonly string[]): Promise<Outcome> {
  const epochs = more.includes('--epochs') ? [] : ['--epochs', '1'];
  return cored('run', '--data', './data', '--chain', chain, ...small, ...epochs, '--json', ...more);
}

function eval_(weights: string, ...more: readonly string[]): Promise<Outcome> {
  const on = ['--data', './data', '--task', 'alpha', '--split', 'val', '--image-size', '32', '--engine', 'wasm'];
  return cored('eval', '--weights', weights, ...on, '--json', ...more);
}

const aucOf = ({ output }: Outcome) => Scored.parse(JSON.parse(output)).result.metrics.auc;
const runOf = ({ output }: Outcome) => Ended.parse(JSON.parse(output)).runs[0];

async function eventsOf({ folder: place }: { folder: string }) {
  const lines = (await readFile(join(place, 'events.jsonl'), 'utf8')).trim().split('\n');
  return lines.map((line) => Event.parse(JSON.parse(line)).body);
}

const within = (prefix: string, weights: Weights) =>
  weights.map((tensor) => ({ ...tensor, name: `${prefix}${tensor.name}` }));
/** The last layer with its rows exchanged, so that it says real where it said fake. */
const turned = (weights: Weights) =>
  weights.map((tensor) => {
    const half = tensor.data.length / 2;
    const data = Float32Array.of(...tensor.data.subarray(half), ...tensor.data.subarray(0, half));
    return tensor.name.startsWith('fc.') ? { ...tensor, data } : tensor;
  });

async function save(name: string, weights: Weights): Promise<void> {
  await writeFile(join(folder, name), encodeTorchCheckpoint(weights));
}

beforeAll(async () => {
  entries = await buildEntries();
  folder = await temporaryFolder('given-weights');
  await makeTinyDataset(join(folder, 'data'), { tasks: ['alpha', 'beta'], perClass: 8 });
  learnt = runOf(await run('alpha', '--method', 'ft', '--epochs', '6', '--set', 'learningRate=0.02'));
  const { weights } = await readWeights(join(learnt.folder, 'weights', 'stage-1', 'best.safetensors'));
  plain = weightsToTorch(findNetwork('small-cnn'), weights);
  await save('bare.pth', plain);
  await save('two.pth', [...within('model.', plain), ...within('model_ema.', turned(plain))]);
  await save(
    'broken.pth',
    plain.map((tensor) => (tensor.name === 'bn2.bias' ? { ...tensor, data: tensor.data.map(() => NaN) } : tensor)),
  );
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(entries.folder, { recursive: true, force: true });
});

it('evaluates many runs at once, and measures robustness', async () => {
  const all = ['--runs', learnt.id, '--stages', 'all', '--tasks', 'chain', '--data', './data', '--engine', 'wasm'];
  const many = await cored('eval', ...all, '--split', 'val', '--json');
  const asOne = await eval_(`${learnt.id}:1:best`);
  const evaluations = z.array(Scored.extend({ name: z.string() })).parse(JSON.parse(many.output));
  expect(evaluations.map(({ result }) => result.metrics.auc)).toEqual([aucOf(asOne)]);
  const measured = await cored('robustness', ...all, '--split', 'val', '--corrupt', 'brightness=-50', '--json');
  const [{ result, robustness }] = Measured.parse(JSON.parse(measured.output));
  expect(result.metrics.auc).toBe(aucOf(asOne));
  expect(robustness.map(({ strength }) => strength)).toEqual([-50, 0]);
  expect(robustness[1]?.metrics).toMatchObject(result.metrics);
  const refused = await cored('robustness', '--weights', 'bare.pth', '--corrupt', 'jpeg=100');
  expect(refused.status).toBe(2);
  expect(refused.errors).toContain('A strength of JPEG is a whole number from 0 to 99, not 100.');
  const both = await cored('eval', ...all, '--weights', 'bare.pth');
  expect(both.errors).toContain('Give either --weights, or runs by --runs or --query; not both.');
});

describe('--classes', () => {
  it('turns the AUC of eval round, and says at inspection what was chosen', async () => {
    const [asPublished, turned] = [await eval_('bare.pth'), await eval_('bare.pth', '--classes', 'real,fake')];
    expect(aucOf(asPublished)).not.toBe(0.5);
    expect(aucOf(turned)).toBeCloseTo(1 - aucOf(asPublished), 12);
    expect((await cored('inspect', 'bare.pth')).output).toContain('Its outputs are read as fake, real, as published');
    expect((await cored('inspect', 'bare.pth', '--classes', 'real,fake')).output).toContain(
      'Its outputs are read as real, fake, as you chose.',
    );
  });

  it('holds for the weights that a run starts from, and is kept with the run', async () => {
    const given = ['--weights', 'bare.pth', '--learnt', 'alpha', '--method', 'ft'];
    // The row of the stage before: alpha by the given weights.
    const asPublished = runOf(await run('beta', ...given)).matrix[0]?.[0];
    const turned = runOf(await run('beta', ...given, '--classes', 'real,fake'));
    expect(turned.matrix[0]?.[0]).toBeCloseTo(1 - (asPublished ?? NaN), 12);
    const file = JSON.parse(await readFile(join(turned.folder, 'run.json'), 'utf8'));
    expect(file).toMatchObject({ initialClasses: 'real,fake', startStage: 2 });
  });

  it('is refused for a run’s own weights, which say it', async () => {
    const refused = await eval_(`${learnt.id}:1:best`, '--classes', 'real,fake');
    expect([refused.status, JSON.parse(refused.output).error]).toEqual([
      2,
      expect.objectContaining({
        code: 'bad-input',
        message: expect.stringContaining('Leave the order of classes out'),
      }),
    ]);
  });
});

describe('--part', () => {
  it('chooses among the sets of weights that inspect lists', async () => {
    const { output } = await cored('inspect', 'two.pth');
    expect(output).toContain('"model" was read, as is usual; "model_ema" can be chosen in its place.');
    const [usual, average] = [await eval_('two.pth'), await eval_('two.pth', '--part', 'model_ema')];
    expect(aucOf(average)).toBeCloseTo(1 - aucOf(usual), 12);
    const refused = await eval_('two.pth', '--part', 'ema');
    expect([refused.status, JSON.parse(refused.output).error.message]).toEqual([
      2,
      expect.stringContaining('has no set of weights "ema"; it holds "model", "model_ema"'),
    ]);
  });

  it('holds for the weights that a run starts from, and is kept with the run', async () => {
    const made = runOf(
      await run('beta', '--weights', 'two.pth', '--part', 'model_ema', '--learnt', 'alpha', '--method', 'ft'),
    );
    expect(made.matrix[0]?.[0]).toBeCloseTo(1 - aucOf(await eval_('bare.pth')), 12);
    expect(JSON.parse(await readFile(join(made.folder, 'run.json'), 'utf8'))).toMatchObject({
      initialPart: 'model_ema',
    });
  });
});

describe('--weights RUN:stage:best --learnt', () => {
  it('takes the stage’s weights as the teacher: only the new task is trained, with distillation', async () => {
    const trained = await run('beta', '--weights', `${learnt.id}:1:best`, '--learnt', 'alpha', '--method', 'cored');
    const made = runOf(trained);
    expect(made.matrix[0]?.[0]).toBe(aucOf(await eval_(`${learnt.id}:1:best`)));
    const file = JSON.parse(await readFile(join(made.folder, 'run.json'), 'utf8'));
    expect(file).toMatchObject({ startStage: 2, initialWeights: `runs/${learnt.id}/weights/stage-1/best.safetensors` });
    const events = await eventsOf(made);
    expect(events.filter(({ type }) => type === 'stage/started')).toMatchObject([{ stage: 2, task: 'beta' }]);
    const [epoch] = events.filter(({ type }) => type === 'epoch/ended');
    expect(epoch?.['losses']).toHaveProperty('distillation');
    expect(trained.errors).not.toContain('cross-entropy alone');
  });

  it('says that the first task is plain cross-entropy where nothing is said to be learnt', async () => {
    const told =
      'CoReD: In the first stage cross-entropy alone. Nothing says that the given weights have learnt a task';
    const trained = await run('beta', '--weights', `${learnt.id}:1:best`, '--method', 'cored');
    expect(trained.errors).toContain(told);
    const events = await eventsOf(runOf(trained));
    expect(events.filter(({ type }) => type === 'log/written').map((body) => body['message'])).toContainEqual(
      expect.stringContaining(told),
    );
    const [epoch] = events.filter(({ type }) => type === 'epoch/ended');
    expect(epoch?.['losses']).not.toHaveProperty('distillation');
  });

  it('needs weights, and a stage that the run has', async () => {
    const without = await run('beta', '--learnt', 'alpha');
    expect(JSON.parse(without.output).error.message).toBe(
      'A chain that starts at stage 2 needs weights that have learnt alpha.',
    );
    const missing = await run('beta', '--weights', `${learnt.id}:7:best`);
    expect(JSON.parse(missing.output).error.message).toContain('has no best weights of stage 7');
  });
});

it('convert writes a file in another format, with the classes as they were chosen', async () => {
  const made = await cored(
    'convert',
    'bare.pth',
    '--classes',
    'real,fake',
    '--format',
    'tfjs',
    '--to',
    'converted',
    '--json',
  );
  expect([made.status, made.errors]).toEqual([0, '']);
  expect(aucOf(await eval_('converted'))).toBeCloseTo(1 - aucOf(await eval_('bare.pth')), 12);
});

describe('weights with values that are no numbers', () => {
  const told = 'bn2.bias: 48 of its 48 values NaN or infinite';

  it('are named at inspection', async () => {
    const { status, output } = await cored('inspect', 'broken.pth');
    expect(output).toContain(told);
    expect(status).toBe(1);
  });

  it('start no training and no evaluation', async () => {
    const runs = await readdir(join(folder, 'workspace', 'runs'));
    for (const refused of [await run('beta', '--weights', 'broken.pth'), await eval_('broken.pth')]) {
      expect(refused.status).toBe(2);
      expect(JSON.parse(refused.output).error.message).toContain(told);
    }
    expect(await readdir(join(folder, 'workspace', 'runs'))).toEqual(runs);
  });
});
