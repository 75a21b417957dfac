/** The methods beside PyTorch: the loss of one batch with its gradients, and chains whose state comes from the first task. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { methods } from '../../../src/core/methods/index';
import type { Objective, ObjectiveBatch } from '../../../src/core/methods/objective';
import { smallCnn } from '../../../src/core/networks/small-cnn';
import { randomStream } from '../../../src/core/random';
import { resolveRecipe } from '../../../src/core/recipe/recipe';
import { differentiate } from '../../../src/core/training/loop/differentiate';
import { rowWeights, rowsOfGroup, type RowGroup } from '../../../src/core/training/batches/image-batch';
import { rowCount } from '../../../src/core/training/batches/row-range';
import { lossVector, sumOf } from '../../../src/core/training/loop/loss-vector';
import { trainChain } from '../../../src/core/training/loop/train-chain';
import type { ChainTraining, TaskData } from '../../../src/core/training/training';
import { openEngine } from '../../../src/engine/open-engine';
import { MemoryOutput } from '../training/tiny-chain';
import { placedBy, startingWeights } from '../training/torch-trajectory';
import { goldenMethods, goldenTask } from './golden-methods';
import { objectives as golden } from './golden-objectives';
import { taskUnderTest } from './task-under-test';

const { imageSize, batchSize, learningRate, momentum, batch: recorded, chains } = goldenMethods;

/** Float32 tensors, values around 1. */
const tolerance = 1e-5;
/** Of each batch's loss, relatively; PyTorch's own float32 and float64 are up to 1e-6 apart. */
const chainTolerance = 1e-4;
const rows = golden.labels.length;

describe('the loss and gradients of one batch', () => {
  const er: RowGroup[] = [{ name: 'replayed', from: 6, to: 12 }];
  const derpp: RowGroup[] = [
    { name: 'by-logits', from: 6, to: 9 },
    { name: 'by-labels', from: 9, to: 12 },
  ];
  it.each([
    { name: 'lwf', id: 'lwf' },
    { name: 'er', id: 'er', replayed: er },
    { name: 'derpp', id: 'derpp', replayed: derpp },
    { name: 'dfil-first', id: 'dfil', stage: 1 },
    { name: 'dfil', id: 'dfil' },
    { name: 'dfil-log-probabilities', id: 'dfil', parameters: { dfilTargets: 'log-probabilities' } },
  ])('$name', async ({ name, id, parameters = {}, stage = 2, replayed = [] }) => {
    await openEngine('cpu');
    const expected = recorded[name];
    const method = methods.find((one) => one.id === id);
    if (!method || !expected) throw new Error(`There is no method "${id}" or no record of "${name}".`);
    const objective = await method.open(parameters, null).prepare(taskUnderTest({ stage }));
    const found = lossOf(
      objective,
      replayed,
      method.terms.map((term) => term.id),
    );
    expect(Object.keys(found.terms).sort()).toEqual(Object.keys(expected.terms).sort());
    for (const [term, value] of Object.entries(expected.terms)) {
      expect(Math.abs((found.terms[term] ?? NaN) - value), term).toBeLessThan(tolerance);
    }
    expectClose(found.byLogits, expected.gradLogits.flat());
    expectClose([Math.hypot(...found.byFeatures)], [expected.gradFeaturesNorm]);
    expectClose(found.byFeatures.slice(0, expected.gradFeaturesFirst.length), expected.gradFeaturesFirst);
  });
});

interface Found {
  readonly terms: Readonly<Record<string, number>>;
  readonly byLogits: number[];
  readonly byFeatures: number[];
}

/** The published defaults on the golden batch; the teacher's logits stand for stored ones. */
function lossOf(objective: Objective, replayed: readonly RowGroup[], declared: readonly string[]): Found {
  const labels = tf.tensor2d(golden.labels.map((label) => [1 - label, label]));
  const [logits, features] = [tf.tensor2d(golden.studentLogits), tf.tensor4d(golden.studentFeatures)];
  const [oldLogits, oldFeatures] = [tf.tensor2d(golden.teacherLogits), tf.tensor4d(golden.teacherFeatures)];
  const { represent } = objective;
  const images = { pixels: new Float32Array(0), labels: new Uint8Array(rows), count: rows, size: 0, replayed };
  const batchOf = (): ObjectiveBatch => ({
    labels,
    student: { logits, representation: represent ? represent(features, new Map()) : null },
    teacher: { logits: oldLogits, representation: represent ? represent(oldFeatures, new Map()) : null },
    keptLogits: replayed.length > 0 ? oldLogits : null,
    weightsOf: (group) => tf.tensor1d(rowWeights(images, group)),
    shareOf: (group) => rowCount(rowsOfGroup(images, group)) / rows,
  });
  const ids: string[] = [];
  const { seen, gradients } = differentiate(() => {
    const terms = objective.terms(batchOf());
    const losses = lossVector(terms, declared);
    ids.push(...losses.ids);
    return { loss: sumOf(terms), seen: losses.values };
  }, [logits, features]);
  const values = [...seen.dataSync()].slice(1);
  const [byLogits, byFeatures] = gradients;
  return {
    terms: Object.fromEntries(ids.map((id) => [id, values[declared.indexOf(id)] ?? NaN])),
    byLogits: [...(byLogits?.dataSync() ?? [])],
    byFeatures: [...(byFeatures?.dataSync() ?? [])],
  };
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, index) => expect(Math.abs(value - (expected[index] ?? NaN))).toBeLessThan(tolerance));
}

describe.each(chains)('a chain of two tasks with $method $parameters, on engine wasm', (chain) => {
  it('is a comparison that rounding does not decide, and in which the added term counts', () => {
    expect(chain.rounding).toBeLessThan(chainTolerance / 10);
    const last = chain.stages[1]?.at(-1) ?? {};
    const added = Object.keys(last).filter((term) => term !== 'crossEntropy');
    for (const term of added) expect(last[term]).toBeGreaterThan(chainTolerance * (last['crossEntropy'] ?? NaN));
  });

  it("gives PyTorch's losses in both tasks, and its state after the first", { timeout: 60_000 }, async () => {
    await openEngine('wasm');
    const output = new MemoryOutput();
    expect(await trainChain(trainingOf(chain, output))).toBe('completed');
    const told = output.ofType('batches/ended').map(({ losses }) => losses);
    const expected = chain.stages.flat();
    expect(told).toHaveLength(expected.length);
    expected.forEach((terms, index) => {
      const total = Object.values(terms).reduce((sum, value) => sum + value, 0);
      expect(Math.abs((told[index]?.total ?? NaN) / total - 1), `batch ${index + 1}`).toBeLessThan(chainTolerance);
      for (const [term, value] of Object.entries(terms)) {
        const difference = Math.abs((told[index]?.[term] ?? NaN) - value);
        expect(difference, `${term} of batch ${index + 1}`).toBeLessThan(chainTolerance * total);
      }
    });
    const state = output.checkpoints.find(({ stage, epoch }) => stage === 2 && epoch === 0)?.method?.tensors ?? [];
    expect(state).toHaveLength(Object.keys(chain.state).length);
    for (const { name, data } of state) {
      const { sum, largest } = chain.state[name.slice(name.indexOf('/') + 1)] ?? { sum: NaN, largest: NaN };
      expect(Math.abs(data.reduce((all, value) => all + value, 0) - sum), name).toBeLessThan(1e-3 * sum + 1e-12);
      expect(Math.abs(Math.max(...data) - largest), name).toBeLessThan(1e-3 * largest + 1e-12);
    }
  });
});

/** One epoch a task over the recorded images, shuffled by the run into the recorded order; the clock reports every batch. */
function trainingOf({ method, parameters }: (typeof chains)[number], output: MemoryOutput): ChainTraining {
  const seed = 2020;
  const head = { gain: 1, shift: 0 };
  const tasks = (['first', 'second'] as const).map((name, index): TaskData => {
    const images = goldenTask(name);
    const order = randomStream(seed, 'shuffle', index + 1, 1).permutation(images.labels.length);
    return { name, train: placedBy(images, order), val: images, test: null };
  });
  const plain = { imageSize, batchSize, learningRate, momentum, epochs: 1, horizontalFlip: 0, cutmixProbability: 0 };
  let seconds = 0;
  return {
    recipe: resolveRecipe({ method, network: smallCnn.id, parameters: { ...plain, ...parameters } }),
    seed,
    tasks,
    initialWeights: startingWeights(smallCnn, { weightGain: Math.SQRT2, head }, imageSize),
    resumeFrom: null,
    output,
    now: () => ++seconds,
  };
}
