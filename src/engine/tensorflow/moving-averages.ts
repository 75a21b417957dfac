/** Running averages as one long vector: calling an operation takes longer than computing such a small one. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { kernel, numberedInputs } from './kernel-inputs';

const Attributes = z.object({ keep: z.array(z.number()), share: z.array(z.number()) });

/** Of vectors. */
export const movingAverages = kernel('MovingAverages', (received) => {
  const { keep, share } = Attributes.parse(received.attrs);
  const groups = numberedInputs(received, (input) => ({ average: input('average'), value: input('value') }));
  const sizes = groups.map(({ average }) => average.size);
  return tf.tidy(() => {
    const averages = tf.concat(groups.map(({ average }) => average));
    const values = tf.concat(groups.map(({ value }) => value));
    const moved = tf.add(tf.mul(averages, repeated(keep, sizes)), tf.mul(values, repeated(share, sizes)));
    return tf.split(moved, sizes);
  });
});

/** Each factor as often as its vector is long. */
function repeated(factors: readonly number[], sizes: readonly number[]): tf.Tensor1D {
  const all = new Float32Array(sizes.reduce((sum, size) => sum + size, 0));
  let from = 0;
  sizes.forEach((size, index) => {
    all.fill(factors[index] ?? NaN, from, from + size);
    from += size;
  });
  return tf.tensor1d(all);
}
