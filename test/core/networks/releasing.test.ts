/** A pass that learns nothing holds no more feature maps than it needs, and gives the same outputs as one that holds all. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { forward, differentiableForward } from '../../../src/core/networks/forward';
import { networks } from '../../../src/core/networks/index';
import { initialWeights } from '../../../src/core/networks/initial-weights';
import { randomStream } from '../../../src/core/random';
import { disposeTensors, toTensors } from '../../../src/core/weights/weight-tensors';
import { openEngine } from '../../../src/engine/open-engine';

beforeAll(() => openEngine('wasm'));

describe.each(networks)('a pass through $id', (network) => {
  it.each([false, true])('gives what a pass gives that keeps all activations (training: %s)', (isTraining) => {
    const size = 64;
    const weights = toTensors(initialWeights(network, { imageSize: size, seed: 1 }));
    const random = randomStream(3, 'releasing');
    const images = tf.tensor4d(
      Float32Array.from({ length: 2 * size * size * 3 }, () => random.normal()),
      [2, size, size, 3],
    );
    const { logits, features, statistics } = forward(network, images, { weights, isTraining });
    expect(images.isDisposed).toBe(false);
    const expected = tf.tidy(() => {
      const learning = differentiableForward(network, images, { weights, isTraining, trainable: [] });
      disposeTensors(learning.statistics);
      return [[...learning.logits.dataSync()], [...learning.features.dataSync()]];
    });
    expect([[...logits.dataSync()], [...features.dataSync()]]).toEqual(expected);
    tf.dispose([logits, features]);
    disposeTensors(statistics);
    disposeTensors(weights);
    images.dispose();
  });

  it('holds a fraction of its feature maps at a time', () => {
    const size = 64;
    const weights = toTensors(initialWeights(network, { imageSize: size, seed: 1 }));
    const bytes = (isLearning: boolean) =>
      tf.tidy(() => {
        const images = tf.zeros<tf.Rank.R4>([2, size, size, 3]);
        const held = tf.memory().numBytes;
        const options = { weights, isTraining: false };
        if (isLearning) differentiableForward(network, images, { ...options, trainable: [...weights.keys()] });
        else forward(network, images, options);
        return tf.memory().numBytes - held;
      });
    expect(bytes(false)).toBeLessThan(bytes(true) / 10);
    disposeTensors(weights);
  });
});
