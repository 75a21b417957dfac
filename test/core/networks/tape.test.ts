/** The way back through a pass: branches that meet, what is let go of, and when. */
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients of all operations.
import '@tensorflow/tfjs-layers';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { add, matrixProduct, sigmoid } from '../../../src/core/networks/operations/elementwise';
import type { Operation } from '../../../src/core/networks/operations/operation';
import { Tape } from '../../../src/core/networks/tape';
import { openEngine } from '../../../src/engine/open-engine';

beforeAll(() => openEngine('cpu'));

function computed(tape: Tape, inputs: tf.Tensor[], operation: Operation): tf.Tensor {
  tape.add(inputs, operation);
  return operation.value;
}

describe('Tape', () => {
  let images: tf.Tensor;
  let weights: tf.Tensor;

  beforeEach(() => {
    images = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    weights = tf.tensor2d([0.5, -1, 0.25, 2], [2, 2]);
    return () => tf.dispose([images, weights]);
  });

  it('adds up the gradients of branches that meet', () => {
    const [found, expected] = tf.tidy(() => {
      const tape = new Tape([weights]);
      const activations = computed(tape, [images, weights], matrixProduct(images, weights));
      const branch = computed(tape, [activations], sigmoid(activations));
      const sum = computed(tape, [activations, branch], add(activations, branch));
      const gradients = tape.backward(new Map([[sum, tf.ones([2, 2])]]));
      const composed = tf.grad((w: tf.Tensor) => {
        const product = tf.matMul(images, w);
        return tf.sum(tf.add(product, tf.sigmoid(product)));
      })(weights);
      return [[...(gradients.get(weights)?.dataSync() ?? [])], [...composed.dataSync()]];
    });
    expect(found).toHaveLength(4);
    found.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 5));
  });

  it('keeps gradients, weights and the values that gradients were given of, and disposes the rest', () => {
    const before = tf.memory().numTensors;
    const tape = new Tape([weights]);
    const activations = computed(tape, [images, weights], matrixProduct(images, weights));
    const output = computed(tape, [activations], sigmoid(activations));
    const gradient = tf.ones([2, 2]);
    const gradients = tape.backward(new Map([[output, gradient]]));
    expect(activations.isDisposed).toBe(true);
    expect(gradient.isDisposed).toBe(true);
    expect([images.isDisposed, weights.isDisposed, output.isDisposed]).toEqual([false, false, false]);
    expect([...gradients.keys()]).toEqual([weights]);
    expect(tf.memory().numTensors).toBe(before + 2);
    tf.dispose([output, ...gradients.values()]);
  });

  it('has no gradient for a weight that nothing depends on, and asks for none of what is not learnt', () => {
    tf.tidy(() => {
      const unused = tf.scalar(1);
      const asked: (readonly boolean[])[] = [];
      const tape = new Tape([weights, unused]);
      const product = matrixProduct(images, weights);
      const output = computed(tape, [images, weights], {
        ...product,
        gradients(gradient, wanted) {
          asked.push(wanted);
          return product.gradients(gradient, wanted);
        },
      });
      const gradients = tape.backward(new Map([[output, tf.ones([2, 2])]]));
      expect(asked).toEqual([[false, true]]);
      expect(gradients.has(unused)).toBe(false);
      expect(gradients.has(images)).toBe(false);
    });
  });

  it('starts from several values, those of weights included', () => {
    tf.tidy(() => {
      const tape = new Tape([weights]);
      const activations = computed(tape, [images, weights], matrixProduct(images, weights));
      const output = computed(tape, [activations], sigmoid(activations));
      const gradients = new Map([
        [output, tf.zeros([2, 2])],
        [activations, tf.ones([2, 2])],
        [weights, tf.fill([2, 2], 10)],
      ]);
      // d sum(images weights) / d weights: the sums of the images' columns, in every output.
      expect([...(tape.backward(gradients).get(weights)?.dataSync() ?? [])]).toEqual([14, 14, 16, 16]);
      expect(activations.isDisposed).toBe(false);
    });
  });
});
