/** TensorFlow's kernels as the engine registers them, against tfjs's cpu backend. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/core/random';
import { openEngine } from '../../../src/engine/open-engine';
import { testedEngines } from '../../fixtures/engines-here';
// Registers the gradients of all operations.
import '@tensorflow/tfjs-layers';

interface Window {
  readonly pixels: readonly [number, number];
  readonly size: number;
  readonly stride: number;
  readonly padding: 'same' | 'valid' | number;
}

const windows: Window[] = [
  { pixels: [6, 5], size: 3, stride: 1, padding: 'same' },
  { pixels: [6, 5], size: 3, stride: 1, padding: 'valid' },
  { pixels: [6, 5], size: 3, stride: 1, padding: 1 },
  { pixels: [8, 8], size: 3, stride: 2, padding: 1 },
  { pixels: [7, 9], size: 3, stride: 2, padding: 1 },
  { pixels: [8, 7], size: 3, stride: 2, padding: 'same' },
  { pixels: [9, 8], size: 3, stride: 2, padding: 'valid' },
  { pixels: [8, 9], size: 5, stride: 2, padding: 'same' },
  { pixels: [8, 9], size: 5, stride: 2, padding: 2 },
  { pixels: [8, 6], size: 1, stride: 1, padding: 'valid' },
  { pixels: [7, 8], size: 1, stride: 2, padding: 'valid' },
  { pixels: [5, 5], size: 3, stride: 1, padding: 2 },
];

type Shape4 = [number, number, number, number];

function randomMaps(name: string, shape: Shape4): tf.Tensor4D {
  const random = randomStream(7, 'test', name);
  const size = shape.reduce((product, side) => product * side, 1);
  return tf.tensor4d(
    Float32Array.from({ length: size }, () => random.normal() - 0.5),
    shape,
  );
}

const layers: Record<
  string,
  { filter: Shape4 | null; run: (activations: tf.Tensor4D, filter: tf.Tensor4D, of: Window) => tf.Tensor4D }
> = {
  convolution: {
    filter: [0, 0, 3, 5],
    run: (activations, filter, { stride, padding }) =>
      tf.conv2d(activations, filter, stride, padding, 'NHWC', 1, rounding(padding)),
  },
  'depthwise convolution': {
    filter: [0, 0, 3, 1],
    run: (activations, filter, { stride, padding }) =>
      tf.depthwiseConv2d(activations, filter, stride, padding, 'NHWC', 1, rounding(padding)),
  },
  'max pooling': {
    filter: null,
    run: (activations, _, { size, stride, padding }) =>
      tf.maxPool(activations, size, stride, padding, rounding(padding)),
  },
};

const rounding = (padding: Window['padding']) => (typeof padding === 'number' ? 'floor' : undefined);

/** Output and gradients of one layer on the present backend. */
function outputAndGradients(name: string, window: Window): number[][] {
  const layer = layers[name];
  if (!layer) throw new Error(`There is no layer "${name}".`);
  return tf.tidy(() => {
    const activations = randomMaps('maps', [2, ...window.pixels, 3]);
    const [, , channels = 1, outputs = 1] = layer.filter ?? [];
    const filter = randomMaps('filter', [window.size, window.size, channels, outputs]);
    const output = layer.run(activations, filter, window);
    const weigh = randomMaps('weigh', output.shape);
    const loss = (x: tf.Tensor, w: tf.Tensor) => {
      const maps4: tf.Tensor4D = tf.reshape(x, activations.shape);
      const filter4: tf.Tensor4D = tf.reshape(w, filter.shape);
      // The second term gives pooling's filter, which it has no use for, a gradient too.
      return tf.add(tf.sum(tf.mul(layer.run(maps4, filter4, window), weigh)), tf.sum(w));
    };
    return [output, ...tf.grads(loss)([activations, filter])].map((tensor) => [...tensor.dataSync()]);
  });
}

const obstacle = testedEngines.find(({ id }) => id === 'tensorflow')?.obstacle ?? null;

describe.skipIf(obstacle !== null)('kernels of engine tensorflow', () => {
  beforeAll(async () => {
    await openEngine('cpu');
    await openEngine('tensorflow');
  });

  for (const name of Object.keys(layers)) {
    for (const window of windows.filter(
      ({ size, padding }) => name !== 'max pooling' || padding === 'same' || padding === 'valid' || padding * 2 <= size,
    )) {
      const { pixels, size, stride, padding } = window;
      it(`agree with cpu on ${name}: ${pixels.join('x')}, ${size}x${size}, stride ${stride}, padding ${padding}`, async () => {
        await tf.setBackend('cpu');
        const expected = outputAndGradients(name, window);
        await tf.setBackend('tensorflow');
        const tensors = tf.memory().numTensors;
        const found = outputAndGradients(name, window);
        expect(tf.memory().numTensors).toBe(tensors);
        found.forEach((values, which) => {
          expect(values.length).toBe(expected[which]?.length);
          const worst = Math.max(...values.map((value, index) => Math.abs(value - (expected[which]?.[index] ?? NaN))));
          expect(worst).toBeLessThan(1e-4);
        });
      });
    }
  }
});
