/** Networks read by their interpreters: parameters, initial weights, forward pass and batch normalisation. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { forward } from '../../../src/core/networks/forward';
import { networks } from '../../../src/core/networks/index';
import { initialWeights } from '../../../src/core/networks/initial-weights';
import { outputSize } from '../../../src/core/networks/output-size';
import { countParameters, listParameters } from '../../../src/core/networks/parameter-list';
import { smallCnn } from '../../../src/core/networks/small-cnn';
import { randomStream } from '../../../src/core/random';
import { disposeTensors, toTensors } from '../../../src/core/weights/weight-tensors';
import { openEngine } from '../../../src/engine/open-engine';

beforeAll(async () => {
  await openEngine('wasm');
});

function randomMaps(name: string, shape: [number, number, number, number]): tf.Tensor4D {
  const random = randomStream(3, name);
  const size = shape.reduce((product, side) => product * side, 1);
  return tf.tensor4d(
    Float32Array.from({ length: size }, () => random.normal() * 2 + 1),
    shape,
  );
}

describe('outputSize', () => {
  it.each([
    [64, { size: 3, stride: 2, padding: 1 }, 32],
    [64, { size: 3, stride: 2, padding: 'same' }, 32],
    [65, { size: 3, stride: 2, padding: 'same' }, 33],
    [128, { size: 3, stride: 2, padding: 'valid' }, 63],
    [5, { size: 1, stride: 1, padding: 1 }, 7],
  ] as const)('of %d pixels under %o is %d', (pixels, window, expected) => {
    expect(outputSize(pixels, window)).toBe(expected);
  });
});

describe.each(networks)('network $id', (network) => {
  const imageSize = network.parameters.parse({}).imageSize;

  it('names every parameter once', () => {
    const names = listParameters(network, imageSize).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(countParameters(network)).toBeGreaterThan(0);
  });

  it('draws the same initial weights from the same seed and others from another', () => {
    const draw = (seed: number) => initialWeights(network, { imageSize, seed });
    const [drawn, again, other] = [draw(1), draw(1), draw(2)];
    // Bytes: comparing millions of numbers one by one takes longer than drawing them.
    const bytes = (weights: typeof drawn) => weights.map(({ data }) => Buffer.from(data.buffer));
    expect(Buffer.concat(bytes(again)).equals(Buffer.concat(bytes(drawn)))).toBe(true);
    expect(other[0]?.data).not.toEqual(drawn[0]?.data);
    const shapes = drawn.map(({ name, shape, data }) => [name, shape, data.length]);
    const declared = listParameters(network, imageSize);
    expect(shapes).toEqual(declared.map(({ name, shape }) => [name, shape, shape.reduce((a, b) => a * b, 1)]));
  });

  it('gives logits [batch, 2] and leaves no tensors behind', () => {
    const before = tf.memory().numTensors;
    const weights = toTensors(initialWeights(network, { imageSize, seed: 1 }));
    tf.tidy(() => {
      const images = randomMaps('images', [2, imageSize, imageSize, 3]);
      const { logits, features } = forward(network, images, { weights, isTraining: false });
      expect(logits.shape).toEqual([2, 2]);
      expect(features.shape[0]).toBe(2);
    });
    disposeTensors(weights);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('small-cnn', () => {
  it('has five convolutions and last feature maps of 4x4 at 64 px', () => {
    const kernels = listParameters(smallCnn, 64).filter(({ shape }) => shape.length === 4);
    expect(kernels).toHaveLength(5);
    const weights = toTensors(initialWeights(smallCnn, { imageSize: 64, seed: 1 }));
    tf.tidy(() => {
      const { features } = forward(smallCnn, randomMaps('images', [1, 64, 64, 3]), { weights, isTraining: false });
      expect(features.shape.slice(1, 3)).toEqual([4, 4]);
    });
    disposeTensors(weights);
  });

  it('moves its running statistics in training only, by a tenth of the way to the batch', () => {
    const weights = toTensors(initialWeights(smallCnn, { imageSize: 32, seed: 1 }));
    const images = randomMaps('images', [4, 32, 32, 3]);
    const evaluated = forward(smallCnn, images, { weights, isTraining: false });
    expect(evaluated.statistics.size).toBe(0);
    const { statistics } = forward(smallCnn, images, { weights, isTraining: true });
    expect(statistics.size).toBe(2 * 5);
    const kernel = weights.get('conv1.weight') as tf.Tensor4D;
    const activations = tf.conv2d(images, kernel, 2, 1, 'NHWC', 1, 'floor');
    const batchMean = tf.mean(activations, [0, 1, 2]).dataSync();
    const moved = statistics.get('bn1.running_mean')?.dataSync() ?? [];
    batchMean.forEach((value, channel) => expect(moved[channel]).toBeCloseTo(0.9 * 0 + 0.1 * value, 5));
    const count = activations.size / batchMean.length;
    const centred = tf.sub(activations, tf.mean(activations, [0, 1, 2]));
    const unbiased = tf.div(tf.sum(tf.square(centred), [0, 1, 2]), count - 1).dataSync();
    const spread = statistics.get('bn1.running_var')?.dataSync() ?? [];
    unbiased.forEach((value, channel) => expect(spread[channel]).toBeCloseTo(0.9 * 1 + 0.1 * value, 5));
    disposeTensors(statistics);
    disposeTensors(weights);
  });
});
