/** One of the replicas that share a training's batches (data parallelism), and its collective operations. */
import type * as tf from '@tensorflow/tfjs-core';

/**
 * All operations are collective: every rank calls the same ones in the same order, and none ends before all have called. They
 * throw when another rank has failed.
 */
export interface Replica {
  /** From 0; only rank 0 emits events, writes checkpoints and polls for pause and stop. */
  readonly rank: number;
  readonly count: number;
  /** Whether the engine's tensors can be read without waiting, as in the middle of a loss. */
  readonly readsAtOnce: boolean;
  /** All-gather: the values of every rank, by rank; lengths may differ. */
  gather(values: Float32Array): readonly Float32Array[];
  /**
   * All-reduce: every tensor's sum over the ranks, added in the order of the ranks and so with the same bits in all of them. Ranks
   * give the same number of tensors, of the same sizes. The given tensors may be overwritten, and handed back.
   */
  sum(tensors: readonly tf.Tensor[]): Promise<tf.Tensor[]>;
}

/** A training that shares nothing. */
export const singleReplica: Replica = {
  rank: 0,
  count: 1,
  readsAtOnce: true,
  gather: (values) => [values],
  sum: (tensors) => Promise.resolve([...tensors]),
};
