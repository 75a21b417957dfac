/** Which images of a task DFIL keeps: the ones that the network is least sure of, and the most typical ones. */
import * as tf from '@tensorflow/tfjs-core';
import type { ImageRef } from '../images/image-refs';
import { classCount } from './confidence-bins';
import type { FinishedTask } from './task-context';

interface Judged {
  readonly image: ImageRef;
  /** Of the softmax, in nats. */
  readonly entropy: number;
  readonly features: Float32Array;
}

/**
 * Of each class the `each` images of highest entropy and the `each` nearest to the class's mean pooled feature (L2), by the
 * network that the task leaves behind; an image that is both is kept once. Equal values: the earlier image.
 */
export async function chooseForMemory(task: FinishedTask, each: number): Promise<ImageRef[]> {
  const images = task.imagesOf(task.stage);
  const labels = task.labelsOf(images);
  const judged = await judge(task, images);
  return Array.from({ length: classCount }, (_, label) => {
    const ofClass = judged.filter((__, place) => labels[place] === label);
    const mean = meanOf(ofClass.map(({ features }) => features));
    const unsure = ofClass.toSorted((one, other) => other.entropy - one.entropy).slice(0, each);
    const typical = ofClass
      .map((one) => ({ ...one, distance: distance(one.features, mean) }))
      .sort((one, other) => one.distance - other.distance)
      .slice(0, each);
    return [...new Set([...unsure, ...typical].map(({ image }) => image))];
  }).flat();
}

async function judge(task: FinishedTask, images: Float64Array): Promise<Judged[]> {
  const judged: Judged[] = [];
  await task.studentPass(
    async ({ logits, representation }) => {
      const entropies = tf.tidy(() => {
        const logarithms = tf.logSoftmax(logits);
        return tf.neg(tf.sum(tf.mul(tf.exp(logarithms), logarithms), 1));
      });
      const [entropy, features] = await Promise.all([entropies.data<'float32'>(), representation?.data<'float32'>()]);
      entropies.dispose();
      const length = representation?.shape[1] ?? 0;
      entropy.forEach((value, row) => {
        const own = Float32Array.from(features?.subarray(row * length, (row + 1) * length) ?? []);
        judged.push({ image: images[judged.length] ?? 0, entropy: value, features: own });
      });
    },
    { images, represent: (activations) => tf.mean<tf.Tensor2D>(activations, [1, 2]) },
  );
  return judged;
}

function meanOf(rows: readonly Float32Array[]): Float64Array {
  const mean = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows) row.forEach((value, at) => (mean[at] = (mean[at] ?? 0) + value / rows.length));
  return mean;
}

function distance(one: Float32Array, other: Float64Array): number {
  return Math.sqrt(one.reduce((sum, value, at) => sum + (value - (other[at] ?? 0)) ** 2, 0));
}
