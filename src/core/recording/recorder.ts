/** Computations whose shapes do not change: recorded once, then replayed with hardly any work in JavaScript. */
import type * as tf from '@tensorflow/tfjs-core';

/** Computes out of `inputs` alone, and of tensors that live as long as the recording: weights, constants of a stage. */
export type Compute = (inputs: readonly tf.Tensor[]) => readonly tf.Tensor[];

export interface RunOptions {
  /** The results stay as they are when the recording runs again; else they hold until then. */
  readonly areKept?: boolean;
}

export interface Recording {
  /** `inputs`: in the shapes of those that it was recorded with. The caller disposes the results, as after `Compute`. */
  run(inputs: readonly tf.Tensor[], options?: RunOptions): tf.Tensor[];
  /** False once a tensor is gone that it reads or changes beside its inputs: then it has to be recorded anew. */
  isCurrent(): boolean;
  /** Where it goes through memory, operation by operation. */
  describe(): RecordedWork;
  dispose(): void;
}

/** What a recording does: for reports of its work and its memory. */
export interface RecordedWork {
  readonly operations: readonly RecordedOperation[];
  /** Bytes that its intermediate results take together, and if none shared memory with another. */
  readonly memory: { readonly shared: number; readonly separate: number };
}

export interface RecordedOperation {
  /** Of the kernel, with what it was specialised by. */
  readonly name: string;
  /** Bytes of each tensor that it is bound to, read or written. */
  readonly bytes: readonly number[];
}

/** An engine's backend that can record. */
export interface Recorder {
  /** Calls `compute` once, on tensors that stand for the inputs. Throws where it keeps a tensor or frees one of the outside. */
  record(inputs: readonly tf.Tensor[], compute: Compute): Recording;
}

export function recorderOf(backend: object): Recorder | null {
  return isRecorder(backend) ? backend : null;
}

function isRecorder(backend: object): backend is Recorder {
  return 'record' in backend && typeof backend.record === 'function';
}
