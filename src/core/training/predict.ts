/** Fake scores of images: softmax output 0 of the network in evaluation mode. */
import * as tf from '@tensorflow/tfjs-core';
import { forward, type TensorMap } from '../networks/forward';
import type { Network } from '../networks/network';
import { gatherBatch } from './image-batch';
import type { ImageSet } from './training';

/** Images per evaluation batch; without gradients the size matters for speed alone. */
export const evaluationBatchSize = 64;

export interface PredictOptions {
  readonly weights: TensorMap;
  /** Called before each batch; throwing ends the prediction. */
  readonly beforeBatch?: () => Promise<void>;
}

/** [images], probability of fake, in the order of the image set. */
export async function predict(network: Network, images: ImageSet, options: PredictOptions): Promise<Float32Array> {
  const total = images.labels.length;
  const scores = new Float32Array(total);
  for (let start = 0; start < total; start += evaluationBatchSize) {
    await options.beforeBatch?.();
    const indices = Array.from({ length: Math.min(evaluationBatchSize, total - start) }, (_, place) => start + place);
    const { pixels, count, size } = gatherBatch(images, { indices });
    const fake = tf.tidy(() => {
      const batch = tf.tensor4d(pixels, [count, size, size, 3]);
      const { logits } = forward(network, batch, { weights: options.weights, isTraining: false });
      return tf.slice(tf.softmax(logits), [0, 0], [count, 1]);
    });
    scores.set(await fake.data<'float32'>(), start);
    fake.dispose();
  }
  return scores;
}
