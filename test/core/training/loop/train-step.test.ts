/** One update against PyTorch's rule written out: v = m v + g, w = w - lr v. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { crossEntropyObjective } from '../../../../src/core/methods/cross-entropy';
import type { Network } from '../../../../src/core/networks/network';
import { smallCnn } from '../../../../src/core/networks/small-cnn';
import { trainStep } from '../../../../src/core/training/loop/train-step';
import { openEngine } from '../../../../src/engine/open-engine';
import { Recordings } from '../../../../src/core/recording/recordings';

/** Means over the pixels, then two logits: small enough to differentiate by hand. */
const linear: Network = {
  ...smallCnn,
  id: 'linear',
  build: (builder, images) => ({
    logits: builder.dense(builder.globalAveragePool(images, 'pool'), { name: 'fc', units: 2 }),
    features: images,
  }),
};

beforeAll(async () => {
  await openEngine('cpu');
});

const plain = {
  objective: crossEntropyObjective,
  needsTeacherOutputs: false,
  termIds: ['crossEntropy'],
  recordings: new Recordings(),
};

describe('trainStep', () => {
  it('moves weights as PyTorch does, over two updates', async () => {
    const before = tf.memory().numTensors;
    const student = new Map<string, tf.Tensor>([
      [
        'fc.weight',
        tf.tensor2d([
          [0.1, -0.2],
          [0.3, 0.4],
          [-0.5, 0.6],
        ]),
      ],
      ['fc.bias', tf.tensor1d([0.05, -0.05])],
    ]);
    const momentum = new Map<string, tf.Tensor>([
      ['fc.weight', tf.zeros([3, 2])],
      ['fc.bias', tf.zeros([2])],
    ]);
    const pixel = [0.2, -0.4, 0.8];
    const batch = { pixels: Float32Array.from(pixel), labels: Uint8Array.of(1), count: 1, size: 1 };
    const learner = { network: linear, student, momentum, secondMoments: null, teacher: null, ...plain };
    const options = { learningRate: 0.5, momentum: 0.9 };

    const weight = [0.1, -0.2, 0.3, 0.4, -0.5, 0.6];
    const bias = [0.05, -0.05];
    const velocity = { weight: new Array<number>(6).fill(0), bias: [0, 0] };
    for (let update = 0; update < 2; update++) {
      const logits = bias.map((value, unit) =>
        pixel.reduce((sum, input, row) => sum + input * (weight[row * 2 + unit] ?? NaN), value),
      );
      const [fake = NaN, real = NaN] = logits.map(Math.exp);
      const share = [fake / (fake + real), real / (fake + real)];
      const { total } = (await trainStep(learner, batch, options)).losses;
      expect(total).toBeCloseTo(-Math.log(share[1] ?? NaN), 5);
      // d(-log softmax[1]) / d logits = softmax - one-hot
      const byLogits = [share[0] ?? NaN, (share[1] ?? NaN) - 1];
      weight.forEach((value, at) => {
        const gradient = (pixel[Math.floor(at / 2)] ?? NaN) * (byLogits[at % 2] ?? NaN);
        velocity.weight[at] = 0.9 * (velocity.weight[at] ?? NaN) + gradient;
        weight[at] = value - 0.5 * velocity.weight[at];
      });
      bias.forEach((value, at) => {
        velocity.bias[at] = 0.9 * (velocity.bias[at] ?? NaN) + (byLogits[at] ?? NaN);
        bias[at] = value - 0.5 * (velocity.bias[at] ?? NaN);
      });
      const found = [...(student.get('fc.weight')?.dataSync() ?? []), ...(student.get('fc.bias')?.dataSync() ?? [])];
      [...weight, ...bias].forEach((value, at) => expect(found[at]).toBeCloseTo(value, 5));
    }
    expect(tf.memory().numTensors).toBe(before + 4);
    tf.dispose([...student.values(), ...momentum.values()]);
  });
});
