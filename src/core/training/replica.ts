/** One of the replicas that share a training's batches (data parallelism), and its collective operations. */
import type * as tf from '@tensorflow/tfjs-core';

/**
 * Both operations are collective and synchronous: every rank calls the same ones in
 * the same order, and none returns before all have called. They throw when another rank has failed.
 */
export interface Replica {
  /** From 0; only rank 0 emits events, writes checkpoints and polls for pause and stop. */
  readonly rank: number;
  readonly count: number;
  /** All-gather: the values of every rank, by rank; lengths may differ. */
  gather(values: Float32Array): readonly Float32Array[];
  /**
   * All-reduce: every tensor's sum over the ranks, added in the order of the ranks and so with the same bits in all of them. Ranks
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
