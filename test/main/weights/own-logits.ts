/** What our own network gives, to which exported models are compared. */
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { forward } from '../../../src/core/networks/forward';
import type { Network } from '../../../src/core/networks/network';
import { disposeTensors, toTensors } from '../../../src/core/weights/weight-tensors';
import type { Weights } from '../../../src/core/weights/weights';

/** Logits of our own network, in a row. */
export async function ownLogits(network: Network, weights: Weights, images: tf.Tensor4D): Promise<tf.Tensor2D> {
  const tensors = toTensors(weights);
  const { logits } = tf.tidy(() => ({
    logits: forward(network, images, { weights: tensors, isTraining: false }).logits,
  }));
  await logits.data();
  disposeTensors(tensors);
  return tf.reshape<tf.Rank.R2>(logits, [images.shape[0], 2]);
}

/** Within 1e-5 times `scale`. */
export function expectClose(found: readonly number[], expected: ArrayLike<number>, scale = 1): void {
  expect(found.length).toBe(expected.length);
  found.forEach((value, index) => expect(Math.abs(value - (expected[index] ?? NaN))).toBeLessThan(1e-5 * scale));
}
