/** CoReD's feature memory: mean pooled features by class and confidence bin, and the loss between two of them. */
import * as tf from '@tensorflow/tfjs-core';
import { constantOf } from '../networks/constant';
import { classCount, confidenceBins } from './confidence-bins';
import type { NetworkOutputs } from './objective';
import type { MemorySummary } from './memory-report';
import type { TaskContext } from './task-context';

export const representations = ['channel-vector', 'channel-mean'] as const;
export type Representation = (typeof representations)[number];

export interface MemoryOptions {
  /** Confidence bins between 0.5 and 1. */
  readonly bins: number;
  readonly representation: Representation;
}

export interface TeacherMemoryOptions extends MemoryOptions {
  /** The pass mirrors images as training does. */
  readonly flips: boolean;
}

export interface FeatureMemory {
  /** [classes * bins, length]; length is the channel count, or 1 for channel means. Rows of empty bins are 0. */
  readonly means: tf.Tensor2D;
  /** [classes * bins] samples. */
  readonly counts: tf.Tensor1D;
}

/**
 * The representation loss R: squared differences of means, summed over the (class, bin) pairs that both memories have.
 * A vector's squared difference is averaged over its channels.
 */
export function representationLoss(student: FeatureMemory, teacher: FeatureMemory): tf.Scalar {
  const difference = tf.mean(tf.squaredDifference(student.means, teacher.means), 1);
  const inBoth = tf.logicalAnd(tf.greater(student.counts, 0), tf.greater(teacher.counts, 0));
  return tf.sum(tf.mul(difference, tf.cast(inBoth, 'float32')));
}

/** The feature memory of one batch; differentiable in the representation, not through the choice of bins. `labels` one-hot. */
export function batchMemory(outputs: NetworkOutputs, labels: tf.Tensor2D, bins: number): FeatureMemory {
  const { logits, representation } = outputs;
  if (!representation) throw new Error('The feature memory needs the pooled features of its images.');
  const membership = constantOf(() => confidenceBins(logits, labels, bins));
  const counts = tf.sum<tf.Tensor1D>(membership, 0);
  const sums = tf.matMul<tf.Tensor2D>(tf.transpose(membership), representation);
  // An empty bin has the sum 0; dividing it by 1 keeps it 0.
  return { means: tf.div(sums, tf.expandDims(tf.maximum(counts, 1), 1)), counts };
}

/** The teacher's feature memory over the new task's training set, and what it holds. The caller disposes the tensors. */
export async function teacherMemory(
  task: Pick<TaskContext, 'teacherPass'>,
  options: TeacherMemoryOptions,
): Promise<{ memory: FeatureMemory; summary: MemorySummary }> {
  const pairs = classCount * options.bins;
  const counts = new Float64Array(pairs);
  let sums = new Float64Array(0);
  let samples = 0;
  const visit = async (outputs: NetworkOutputs, labels: tf.Tensor2D): Promise<void> => {
    const batch = tf.tidy(() => {
      const { means, counts: batchCounts } = batchMemory(outputs, labels, options.bins);
      return { sums: tf.mul(means, tf.expandDims(batchCounts, 1)), counts: batchCounts };
    });
    const [batchSums, batchCounts] = await Promise.all([batch.sums.data(), batch.counts.data()]);
    tf.dispose(batch);
    if (sums.length === 0) sums = new Float64Array(batchSums.length);
    batchSums.forEach((value, index) => (sums[index] = (sums[index] ?? 0) + value));
    // Whole numbers, but an engine may sum by means: 6.9999995 is 7.
    batchCounts.forEach((value, index) => (counts[index] = (counts[index] ?? 0) + Math.round(value)));
    samples += labels.shape[0];
  };
  const represent = (features: tf.Tensor4D) => pooledFeatures(features, options.representation);
  await task.teacherPass(visit, { flips: options.flips, represent });
  const length = sums.length / pairs;
  const means = sums.map((sum, index) => sum / Math.max(1, counts[Math.floor(index / length)] ?? 1));
  const memory = { means: tf.tensor2d(new Float32Array(means), [pairs, length]), counts: tf.tensor1d([...counts]) };
  return { memory, summary: summarise(counts, samples) };
}

/**
 * [batch, length]: MaxPool 4x4 over the 4x4 feature maps and, for `channel-mean`, the mean over channels.
 * Larger feature maps, of larger images, are pooled in 4x4 windows whose maxima are averaged.
 */
export function pooledFeatures(features: tf.Tensor4D, representation: Representation): tf.Tensor2D {
  const [, height, width] = features.shape;
  const window: [number, number] = [Math.min(4, height), Math.min(4, width)];
  const pooled = tf.mean<tf.Tensor2D>(tf.maxPool(features, window, window, 'valid'), [1, 2]);
  return representation === 'channel-mean' ? tf.mean(pooled, 1, true) : pooled;
}

function summarise(counts: Float64Array, samples: number): MemorySummary {
  const bins = counts.length / classCount;
  const byClass = Array.from({ length: classCount }, (_, index) => [...counts.slice(index * bins, (index + 1) * bins)]);
  const stored = counts.reduce((sum, count) => sum + count, 0);
  return { counts: byClass, leftOut: samples - stored };
}
