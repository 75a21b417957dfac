/** One of the copies of a training that share its batches (data parallelism): what they have to tell each other. */
import type * as tf from '@tensorflow/tfjs-core';

/**
 * The way from one copy to the others. Both operations are collective and synchronous: every rank calls the same ones in
 * the same order, and none returns before all have called. They throw when another rank has failed.
 */
export interface Replica {
  /** From 0; rank 0 alone tells, saves and asks what a person wants. */
  readonly rank: number;
  readonly count: number;
  /** What each rank gave, by rank; lengths may differ. */
  gather(values: Float32Array): readonly Float32Array[];
  /**
   * Every tensor's sum over the ranks, added in the order of the ranks and so with the same bits in all of them. Ranks
   * give the same number of tensors, of the same sizes. The given tensors may be overwritten.
   */
  sum(tensors: readonly tf.Tensor[]): tf.Tensor[];
}

/** A training that shares nothing. */
export const singleReplica: Replica = {
  rank: 0,
  count: 1,
  gather: (values) => [values],
  sum: (tensors) => [...tensors],
};
