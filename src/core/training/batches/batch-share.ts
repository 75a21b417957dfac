/** The rows of a batch that one replica computes, micro-batch by micro-batch, and how the results of all become the batch's. */
import * as tf from '@tensorflow/tfjs-core';
import { singleReplica, type Replica } from '../replica';
import type { ImageBatch } from './image-batch';
import { gatherRows } from './output-rows';
import { microBatchesOf, rowCount, type RowRange } from './row-range';
import { tidied } from './tidied';

/** Of one micro-batch, of a replica, or of the whole batch. */
export interface RowResults {
  /** Tensors of the same shapes wherever they come from: added up. */
  readonly sums: readonly tf.Tensor[];
  /** [rows, 2]: one below the other; null where nobody asks for them. */
  readonly logits: tf.Tensor2D | null;
}

export interface SharingOptions {
  /** Who shares the batch; absent: nobody. */
  readonly replica?: Replica;
  /** Micro-batches of every replica, one computed after the other; 1 unless given. */
  readonly microBatches?: number;
}

export class BatchShare {
  readonly replica: Replica;
  readonly microBatches: number;
  /** This replica's, those with rows alone. */
  readonly own: readonly RowRange[];
  readonly whole: RowRange;

  constructor(
    readonly batch: ImageBatch,
    { replica = singleReplica, microBatches = 1 }: SharingOptions,
  ) {
    this.replica = replica;
    this.microBatches = microBatches;
    this.own = microBatchesOf(batch.count, { rank: replica.rank, ranks: replica.count, microBatches });
    this.whole = { from: 0, to: batch.count };
  }

  /** How rows are divided into groups: what the loss depends on beside their values. */
  get layout(): readonly unknown[] {
    const { count, replayed = [] } = this.batch;
    return [count, replayed.map(({ name, from, to }) => [name, from, to])];
  }

  /** Whether nobody else computes rows of the batch. */
  get isAlone(): boolean {
    return this.replica.count === 1;
  }

  isWhole(rows: RowRange): boolean {
    return rowCount(rows) === this.batch.count;
  }

  /** Share of the batch that the rows are, 0 to 1. */
  weightOf(rows: RowRange): number {
    return rowCount(rows) / this.batch.count;
  }

  /** [rows, size, size, 3]; the rows have to be this replica's. */
  images(rows: RowRange): tf.Tensor4D {
    const { pixels, size, firstRow = 0 } = this.batch;
    const length = size * size * 3;
    const own = pixels.subarray((rows.from - firstRow) * length, (rows.to - firstRow) * length);
    return tf.tensor4d(own, [rowCount(rows), size, size, 3]);
  }

  /** Those rows of a tensor that has a row for each image of the batch. */
  rowsOf(tensor: tf.Tensor2D, rows: RowRange): tf.Tensor2D {
    if (this.isWhole(rows)) return tensor;
    return tf.slice(tensor, [rows.from, 0], [rowCount(rows), tensor.shape[1]]);
  }

  /** The rows of the whole batch, [count, width], out of this replica's: one tensor, or none; disposed. */
  async gather(own: readonly tf.Tensor2D[]): Promise<tf.Tensor2D> {
    const all = await gatherRows(this.replica, own, this.batch.count);
    tf.dispose([...own]);
    return all;
  }

  /**
   * Gradient accumulation: this replica's micro-batches in their order, which decides the last bits. Each one's activations are
   * freed before the next needs the memory. `zeros`: what a replica without rows adds to the batch.
   */
  accumulate(compute: (rows: RowRange) => RowResults, zeros: () => readonly tf.Tensor[]): RowResults {
    let results: RowResults | null = null;
    for (const rows of this.own) {
      const next = tidied(() => compute(rows), resultTensors);
      results = results === null ? next : added(results, next);
    }
    return results ?? { sums: zeros(), logits: null };
  }

  /** The batch's results, with the same bits in every replica; the given ones are disposed. */
  async allReduce(own: RowResults, { keepsLogits }: { keepsLogits: boolean }): Promise<RowResults> {
    if (this.isAlone) return own;
    const sums = await this.replica.sum(own.sums);
    const handedBack = new Set(sums);
    tf.dispose(own.sums.filter((tensor) => !handedBack.has(tensor)));
    return { sums, logits: keepsLogits ? await this.gather(own.logits ? [own.logits] : []) : null };
  }
}

export function resultTensors({ sums, logits }: RowResults): tf.Tensor[] {
  return [...sums, ...(logits ? [logits] : [])];
}

function added(results: RowResults, next: RowResults): RowResults {
  const sums = results.sums.map((sum, index) => {
    const more = next.sums[index];
    if (!more) throw new Error('Two micro-batches gave different tensors.');
    return tf.add(sum, more);
  });
  const logits = results.logits && next.logits && tf.concat([results.logits, next.logits], 0);
  for (const { sums: tensors, logits: rows } of [results, next]) tf.dispose([...tensors, ...(rows ? [rows] : [])]);
  return { sums, logits };
}
