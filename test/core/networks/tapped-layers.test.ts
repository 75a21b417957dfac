/** Layers inside of a network: what they put out with and without a way back, and gradients that begin at them. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { crossEntropy } from '../../../src/core/methods/cross-entropy';
import type { Objective } from '../../../src/core/methods/objective';
import { forward, differentiableForward } from '../../../src/core/networks/forward';
import type { TensorMap } from '../../../src/core/weights/tensor-map';
import { initialWeights } from '../../../src/core/networks/initial-weights';
import { listParameters } from '../../../src/core/networks/parameter-list';
import { smallCnn } from '../../../src/core/networks/small-cnn';
import { randomStream } from '../../../src/core/random';
import { gatherBatch } from '../../../src/core/training/batches/image-batch';
import { trainStep } from '../../../src/core/training/loop/train-step';
import { zerosLike } from '../../fixtures/zero-weights';
import { disposeTensors, toTensors } from '../../../src/core/weights/weight-tensors';

import { openEngine } from '../../../src/engine/open-engine';
import { tinyImages } from '../training/tiny-chain';
import { Recordings } from '../../../src/core/recording/recordings';

beforeAll(() => openEngine('wasm'));

const size = 32;
const start = initialWeights(smallCnn, { imageSize: size, seed: 3 });
const trainable = listParameters(smallCnn, size).flatMap(({ name, isTrainable }) => (isTrainable ? [name] : []));

function images(): tf.Tensor4D {
  const random = randomStream(4, 'images');
  const values = Float32Array.from({ length: 2 * size * size * 3 }, () => random.uniform() * 2 - 1);
  return tf.tensor4d(values, [2, size, size, 3]);
}

/** Sum of the squares of one layer's output. */
function energy(weights: TensorMap, layer: string): number {
  return tf.tidy(() => {
    const { layers } = forward(smallCnn, images(), { weights, isTraining: false, layers: [layer] });
    return tf.sum(tf.square(layers.get(layer) ?? NaN)).dataSync()[0] ?? NaN;
  });
}

describe('tapped layers', () => {
  it('are the same with and without a way back, and do not change what the network answers', () => {
    const weights = toTensors(start);
    tf.tidy(() => {
      const plain = forward(smallCnn, images(), { weights, isTraining: false });
      const options = { weights, isTraining: false, layers: ['relu2', 'conv3', 'relu5', 'pool'] };
      const released = forward(smallCnn, images(), options);
      const passed = differentiableForward(smallCnn, images(), { ...options, trainable });
      expect([...released.layers.keys()].sort()).toEqual(['conv3', 'pool', 'relu2', 'relu5']);
      expect(plain.layers.size).toBe(0);
      for (const [name, output] of released.layers) {
        expect([...output.dataSync()]).toEqual([...(passed.layers.get(name)?.dataSync() ?? [])]);
      }
      expect(released.layers.get('relu2')?.shape).toEqual([2, 8, 8, 48]);
      expect(released.layers.get('relu5')).toBe(released.features);
      expect([...released.logits.dataSync()]).toEqual([...plain.logits.dataSync()]);
    });
    disposeTensors(weights);
  });

  it.each(['relu2', 'conv3', 'relu5'])('are where gradients can begin (%s): finite differences', (layer) => {
    const weights = toTensors(start);
    const gradients = tf.tidy(() => {
      const passed = differentiableForward(smallCnn, images(), {
        weights,
        isTraining: false,
        trainable,
        layers: [layer],
      });
      const output = passed.layers.get(layer) ?? tf.scalar(NaN);
      const found = passed.backward(new Map([[output, tf.mul(output, 2)]]));
      return ['conv1.weight', 'bn2.bias'].map((name) => found.get(name) ?? tf.scalar(NaN));
    });
    const step = 1e-2;
    ['conv1.weight', 'bn2.bias'].forEach((name, index) => {
      const gradient = gradients[index]?.dataSync() ?? [];
      for (const at of [0, 5, 17]) {
        const moved = (by: number) => {
          const changed = start.map((one) =>
            one.name === name ? { ...one, data: one.data.with(at, (one.data[at] ?? 0) + by) } : one,
          );
          const tensors = toTensors(changed);
          const value = energy(tensors, layer);
          disposeTensors(tensors);
          return value;
        };
        const difference = (moved(step) - moved(-step)) / (2 * step);
        const scale = Math.max(...gradient.map(Math.abs));
        expect(Math.abs((gradient[at] ?? NaN) - difference), `${name} ${at}`).toBeLessThan(0.03 * scale);
      }
    });
    tf.dispose(gradients);
    disposeTensors(weights);
  });

  it('refuse a name that the network does not have, and name those that it has', () => {
    const weights = toTensors(start);
    const tap = () =>
      tf.tidy(() => forward(smallCnn, images(), { weights, isTraining: false, layers: ['relu9'] }).logits);
    expect(tap).toThrow('The network has no layer "relu9". It has conv1, relu1, conv2');
    disposeTensors(weights);
  });

  it('are what a loss can be made of, in parts as in one piece, without a tensor left behind', async () => {
    const objective: Objective = {
      terms: ({ labels, student }) => {
        if (!student.representation) throw new Error('There is no representation.');
        return {
          crossEntropy: crossEntropy(student.logits, labels),
          early: tf.mean<tf.Scalar>(tf.square(student.representation)),
        };
      },
      isSampleMean: true,
      layers: ['relu2'],
      represent: (_, layers) => tf.mean<tf.Tensor2D>(layers.get('relu2') ?? tf.zeros([1, 1, 1, 1]), [1, 2]),
      studentEvaluates: true,
    };
    const learn = async (microBatches: number) => {
      const student = toTensors(start);
      const momentum = toTensors(zerosLike(start.filter(({ name }) => trainable.includes(name))));
      const learner = { network: smallCnn, student, momentum, secondMoments: null, teacher: null, objective };
      const facts = { needsTeacherOutputs: false, termIds: ['crossEntropy', 'early'], recordings: new Recordings() };
      const batch = gatherBatch(tinyImages('tapped', 4, 0), { indices: [0, 5, 1, 6, 2, 7] });
      const before = tf.memory().numTensors;
      const { losses } = await trainStep({ ...learner, ...facts }, batch, {
        learningRate: 0.1,
        momentum: 0,
        microBatches,
      });
      expect(tf.memory().numTensors).toBe(before);
      const filter = [...(student.get('conv1.weight')?.dataSync() ?? [])];
      disposeTensors(student);
      disposeTensors(momentum);
      return { losses, filter };
    };
    const [whole, parts] = [await learn(1), await learn(3)];
    expect(whole.losses['early']).toBeGreaterThan(0);
    expect(parts.losses['early']).toBeCloseTo(whole.losses['early'] ?? NaN, 5);
    whole.filter.forEach((value, at) => expect(parts.filter[at]).toBeCloseTo(value, 5));
  });
});
