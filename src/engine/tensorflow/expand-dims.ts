/** A tensor with one more dimension, as a reshaping: tfjs-node leaves out an attribute that a recorded graph needs. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { inputTensor, kernel } from './kernel-inputs';

const Place = z.object({ dim: z.number().int() });

export const expandDims = kernel('ExpandDims', (received) => {
  const input = inputTensor(received, 'input');
  const { dim } = Place.parse(received.attrs);
  // -1 is after the last dimension.
  const place = dim < 0 ? input.rank + 1 + dim : dim;
  return tf.reshape(input, [...input.shape.slice(0, place), 1, ...input.shape.slice(place)]);
});
