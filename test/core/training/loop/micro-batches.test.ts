/** A batch in parts: what has to be the same as in one piece, and what each part has of its own. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { cored } from '../../../../src/core/methods/cored';
import { crossEntropy, crossEntropyObjective } from '../../../../src/core/methods/cross-entropy';
import type { Objective } from '../../../../src/core/methods/objective';
import { tg } from '../../../../src/core/methods/tg';
import { dropMask } from '../../../../src/core/networks/drop-mask';
import { initialWeights } from '../../../../src/core/networks/initial-weights';
import { listParameters } from '../../../../src/core/networks/parameter-list';
import { smallCnn } from '../../../../src/core/networks/small-cnn';
import { randomStream } from '../../../../src/core/random';
import { splitRows } from '../../../../src/core/training/batches/row-range';
import type { Learner } from '../../../../src/core/training/loop/learner';
import { gatherBatch, type ImageBatch } from '../../../../src/core/training/batches/image-batch';
import { trainStep } from '../../../../src/core/training/loop/train-step';
import type { ImageSet } from '../../../../src/core/images/image-set';
import { zerosLike } from '../../../fixtures/zero-weights';
import { disposeTensors, toTensors } from '../../../../src/core/weights/weight-tensors';

import { toWeights } from '../../../fixtures/to-weights';
import type { LossTerms } from '../../../../src/shared/loss-term';
import { openEngine } from '../../../../src/engine/open-engine';
import { taskUnderTest } from '../../methods/task-under-test';
import { tinyImages } from '../tiny-chain';
import { Recordings } from '../../../../src/core/recording/recordings';

const images = tinyImages('parts', 6, 0);
const size = 32;
const networkParameters = listParameters(smallCnn, size);
const trainable = new Set(networkParameters.filter(({ isTrainable }) => isTrainable).map(({ name }) => name));

beforeAll(() => openEngine('wasm'));

const batchOf = (indices: readonly number[], set: ImageSet = images): ImageBatch => gatherBatch(set, { indices });

interface Learnt {
  readonly losses: LossTerms;
  readonly weights: Map<string, Float32Array>;
}

/** Two updates on the same batch, with a teacher of other weights. */
async function learn(objective: Objective, batch: ImageBatch, microBatches: number): Promise<Learnt> {
  const weights = initialWeights(smallCnn, { imageSize: size, seed: 1 });
  const student = toTensors(weights);
  const momentum = toTensors(zerosLike(weights.filter(({ name }) => trainable.has(name))));
  const teacher = toTensors(initialWeights(smallCnn, { imageSize: size, seed: 2 }));
  const learner: Learner = {
    ...{ network: smallCnn, student, momentum, secondMoments: null, teacher, objective },
    needsTeacherOutputs: true,
    termIds: ['crossEntropy', 'distillation', 'representation', 'penalty'],
    recordings: new Recordings(),
  };
  const tensors = tf.memory().numTensors;
  const options = { learningRate: 0.1, momentum: 0.5, microBatches };
  await trainStep(learner, batch, options);
  const { losses } = await trainStep(learner, batch, options);
  expect(tf.memory().numTensors).toBe(tensors);
  const learnt = new Map((await toWeights(student)).map(({ name, data }) => [name, data]));
  for (const all of [student, momentum, teacher]) disposeTensors(all);
  return { losses, weights: learnt };
}

/** Largest difference over the largest value, of the worst tensor. */
function distance(one: Learnt, other: Learnt): number {
  const ofTensor = (name: string, values: Float32Array) => {
    const others = other.weights.get(name) ?? new Float32Array();
    const most = Math.max(...values.map(Math.abs), 1e-3);
    return Math.max(...values.map((value, at) => Math.abs(value - (others[at] ?? NaN)))) / most;
  };
  return Math.max(...[...one.weights].map(([name, values]) => ofTensor(name, values)));
}

/** CoReD over frozen statistics: only the objective joins the images. */
async function frozenCored(): Promise<Objective> {
  return cored.open({ batchNorm: 'frozen', temperature: 2, bins: 1 }, null).prepare(
    taskUnderTest({
      networkParameters,
      teacherPass: async (visit, { represent }) => {
        const random = randomStream(9, 'teacher');
        const values = (shape: [number, number]) =>
          tf.tensor2d(
            Float32Array.from({ length: shape[0] * shape[1] }, () => random.normal()),
            shape,
          );
        const features = tf.reshape(values([40, 128]), [40, 1, 1, 128]) as tf.Tensor4D;
        const labels = tf.tensor2d(
          Float32Array.from({ length: 80 }, (_, at) => (at % 2 === Math.floor(at / 2) % 2 ? 1 : 0)),
          [40, 2],
        );
        await visit({ logits: values([40, 2]), representation: represent(features, new Map()) }, labels);
      },
    }),
  );
}

describe('splitRows', () => {
  it.each([
    [10, 4, [3, 3, 2, 2]],
    [8, 2, [4, 4]],
    [2, 3, [1, 1, 0]],
    [0, 2, [0, 0]],
  ])('shares %i images among %i', (count, parts, sizes) => {
    const found = splitRows(count, parts);
    expect(found.map(({ from, to }) => to - from)).toEqual(sizes);
    found.forEach(({ from }, part) => expect(from).toBe(part === 0 ? 0 : found[part - 1]?.to));
    expect(found.at(-1)?.to).toBe(count);
  });
});

describe('a batch in parts', () => {
  const indices = [0, 7, 1, 8, 2, 9, 3];

  it('gives CoReD, whose store is made of the whole batch, the losses and weights of one piece', async () => {
    const objective = await frozenCored();
    const whole = await learn(objective, batchOf(indices), 1);
    expect(whole.losses['representation']).toBeGreaterThan(0);
    for (const parts of [2, 3, 9]) {
      const parted = await learn(objective, batchOf(indices), parts);
      for (const [name, value] of Object.entries(whole.losses)) {
        expect(parted.losses[name], name).toBeCloseTo(value, 5);
      }
      expect(distance(whole, parted)).toBeLessThan(1e-4);
    }
    objective.dispose?.();
  });

  it("counts TG's pull at the weights once, and gates it by the teacher's logits of the whole batch", async () => {
    const prepared = await tg.open({}, null).prepare(taskUnderTest({ networkParameters }));
    const objective: Objective = { ...prepared, studentEvaluates: true };
    const whole = await learn(objective, batchOf(indices), 1);
    expect(whole.losses.total).toBeGreaterThan(whole.losses['crossEntropy'] ?? NaN);
    const parted = await learn(objective, batchOf(indices), 3);
    expect(parted.losses.total).toBeCloseTo(whole.losses.total, 4);
    expect(distance(whole, parted)).toBeLessThan(1e-4);
  });

  it('normalises each part by itself: twice the same half learns what the half alone learns', async () => {
    const half = [0, 7, 1, 8];
    const alone = await learn(crossEntropyObjective, batchOf(half), 1);
    const twice = await learn(crossEntropyObjective, batchOf([...half, ...half]), 2);
    expect(twice.losses.total).toBeCloseTo(alone.losses.total, 6);
    expect(distance(alone, twice)).toBeLessThan(1e-5);
    // Two other halves have other statistics.
    const mixed = [0, 1, 7, 8];
    expect(
      distance(
        await learn(crossEntropyObjective, batchOf(mixed), 1),
        await learn(crossEntropyObjective, batchOf(mixed), 2),
      ),
    ).toBeGreaterThan(1e-3);
  });

  it('weighs the running statistics of parts by their images', async () => {
    const statistic = ({ weights }: Learnt) => weights.get('bn1.running_mean') ?? new Float32Array();
    // The learning rate plays no part in the first layer's statistics of the first update; both updates move them alike.
    const three = await learn(frozenWeights, batchOf([0, 7, 1]), 2);
    const two = await learn(frozenWeights, batchOf([0, 7]), 1);
    const one = await learn(frozenWeights, batchOf([1]), 1);
    statistic(three).forEach((value, channel) => {
      const expected = (2 * (statistic(two)[channel] ?? NaN) + (statistic(one)[channel] ?? NaN)) / 3;
      expect(value).toBeCloseTo(expected, 6);
    });
  });
});

/** Learns nothing: its loss is 0 whatever the weights are. */
const frozenWeights: Objective = {
  ...crossEntropyObjective,
  terms: (batch) => ({ crossEntropy: tf.mul<tf.Scalar>(crossEntropy(batch.student.logits, batch.labels), 0) }),
};

describe('a penalty on weights', () => {
  const indices = [0, 7, 1, 8, 2, 9, 3];
  const held = (student: ReadonlyMap<string, tf.Tensor>) => {
    const bias = student.get('fc.bias');
    if (!bias) throw new Error('There is no "fc.bias".');
    return { penalty: tf.add<tf.Scalar>(tf.mul(tf.sum<tf.Scalar>(tf.square(tf.sub(bias, 1))), 5), 90) };
  };

  it('counts beside a loss of the whole batch, which used to drop it', async () => {
    const alone = await learn(await frozenCored(), batchOf(indices), 1);
    for (const parts of [1, 3]) {
      const objective: Objective = { ...(await frozenCored()), penalty: ({ student }) => held(student) };
      const { losses, weights } = await learn(objective, batchOf(indices), parts);
      expect(losses['penalty']).toBeGreaterThan(90);
      const terms = Object.entries(losses).filter(([id]) => id !== 'total');
      expect(losses.total).toBeCloseTo(
        terms.reduce((sum, [, value]) => sum + value, 0),
        3,
      );
      // The only pull towards 1 that the bias has.
      const mean = (learnt: Learnt['weights']) => [...(learnt.get('fc.bias') ?? [])].reduce((a, b) => a + b, 0) / 2;
      expect(mean(weights)).toBeGreaterThan(mean(alone.weights) + 0.1);
    }
  });

  it('may read some of the weights, or none: tfjs refused both', async () => {
    const one = await learn({ ...crossEntropyObjective, penalty: ({ student }) => held(student) }, batchOf(indices), 2);
    expect(one.losses['penalty']).toBeGreaterThan(90);
    const none = await learn(
      { ...crossEntropyObjective, penalty: () => ({ penalty: tf.scalar(7) }) },
      batchOf(indices),
      1,
    );
    const plain = await learn(crossEntropyObjective, batchOf(indices), 1);
    expect(none.losses['penalty']).toBe(7);
    expect(distance(none, plain)).toBe(0);
  });

  it('has to be a declared term, as every addend of the loss', async () => {
    const objective: Objective = { ...crossEntropyObjective, penalty: () => ({ pull: tf.scalar(1) }) };
    await expect(learn(objective, batchOf(indices), 1)).rejects.toThrow(
      'gave the term "pull", but its method declares crossEntropy, distillation',
    );
  });
});

describe("a part's dropout", () => {
  it('is that of its rows in the whole batch', () => {
    const mask = (rows: number, firstRow: number) => [
      ...dropMask([rows, 5], { rate: 0.4, firstRow }, randomStream(1, 'mask')).dataSync(),
    ];
    const whole = mask(6, 0);
    expect([...mask(2, 0), ...mask(3, 2), ...mask(1, 5)]).toEqual(whole);
    expect(new Set(whole)).toEqual(new Set([0, Math.fround(1 / 0.6)]));
  });
});
