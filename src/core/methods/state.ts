/** What a method carries from task to task: tensors by name, and plain data. */
import * as tf from '@tensorflow/tfjs-core';
import type { Weights } from '../weights/weights';

/**
 * Kept in every checkpoint. A resumed training has the same bytes, and all replicas of one have the same: whatever changes
 * it is given the same inputs in each.
 */
export interface MethodState<Data = unknown> {
  /** Float32; of the state alone, changed through `keepTensor` and `dropTensors`. */
  readonly tensors: Map<string, tf.Tensor>;
  /** JSON, changed in place. */
  readonly data: Data;
}

/** A state as a checkpoint holds it. */
export interface SavedState {
  readonly tensors: Weights;
  /** JSON. */
  readonly data: unknown;
}

/** Takes the tensor over; the one of that name before it is disposed. */
export function keepTensor({ tensors }: MethodState, name: string, tensor: tf.Tensor): void {
  tensors.get(name)?.dispose();
  tensors.set(name, tf.keep(tensor));
}

/** Disposes the tensors whose names begin with `prefix`; all of them unless it is given. */
export function dropTensors({ tensors }: MethodState, prefix = ''): void {
  for (const [name, tensor] of tensors) {
    if (!name.startsWith(prefix)) continue;
    tensor.dispose();
    tensors.delete(name);
  }
}

/** Those whose names begin with `prefix`, by the rest of their names. */
export function tensorsOf({ tensors }: MethodState, prefix: string): Map<string, tf.Tensor> {
  const found = [...tensors].filter(([name]) => name.startsWith(prefix));
  return new Map(found.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
