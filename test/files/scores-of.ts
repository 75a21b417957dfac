/** The softmax of golden/README's two images, class by class. */
import * as tf from '@tensorflow/tfjs-core';
import { findNetwork } from '../../src/core/networks';
import { forward } from '../../src/core/networks/forward';
import { disposeTensors, toTensors } from '../../src/core/weights/weight-tensors';
import type { Weights } from '../../src/core/weights/weights';
import { goldenBatch } from '../core/networks/golden-network';

export async function scoresOf(network: string, weights: Weights, size: number): Promise<number[]> {
  const tensors = toTensors(weights);
  const { pixels, count } = goldenBatch(size);
  const output = tf.tidy(() => {
    const images = tf.tensor4d(pixels, [count, size, size, 3]);
    return tf.softmax(forward(findNetwork(network), images, { weights: tensors, isTraining: false }).logits);
  });
  const values = [...(await output.data())];
  output.dispose();
  disposeTensors(tensors);
  return values;
}
