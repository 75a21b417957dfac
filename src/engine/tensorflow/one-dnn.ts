/**
 * TensorFlow's oneDNN kernels, asked for one by one. Most take a fraction of the time of TensorFlow's own, some several
 * times as long, so TF_ENABLE_ONEDNN_OPTS, which means all of them, stays off. They are no public operations: each is used
 * where this TensorFlow has it on a processor and it gives what TensorFlow's own gives on a small example.
 */
import * as tf from '@tensorflow/tfjs-core';
import { float32, runOperation, runOperationWithOutputs, unrecorded, usesGpu, type Operation } from './operations';

/** The same small work on both kernels. */
export interface Comparison {
  readonly own: () => tf.Tensor[];
  readonly fast: () => tf.Tensor[];
}

/** Of one opened backend: remembers what that one has. */
export class OneDnn {
  private readonly known = new Map<string, boolean>();

  /** Whether the kernels that `compare` runs are there and right; asked once per name. */
  has(backend: unknown, name: string, compare: () => Comparison): boolean {
    const before = this.known.get(name);
    if (before !== undefined) return before;
    const found = !usesGpu(backend) && unrecorded(backend, () => isSame(compare));
    this.known.set(name, found);
    return found;
  }
}

/** What oneDNN is to compute: the operation that TensorFlow has it for, and the shape of the largest output. */
export interface OneDnnWork {
  readonly operation: Operation;
  readonly outputs: number;
  readonly shape: readonly number[];
}

/** Every output. Throws OutOfMemoryError where there is no memory for them, as other operations do. */
export function runOnOneDnn(backend: unknown, { operation, outputs, shape }: OneDnnWork): tf.Tensor[] {
  unrecorded(backend, () => claimMemory(backend, shape));
  const { name, attributes, inputs } = operation;
  const labelled = { ...attributes, _kernel: { text: 'MklNameChangeOp' } };
  return runOperationWithOutputs(backend, { name: `_MklNative${name}`, attributes: labelled, inputs }, outputs);
}

/** Floats: what these kernels take beside their output. */
const scratch = 2 ** 22;
/** Floats of the smallest output that is asked for beforehand: asking takes as long as a small operation. */
const large = 2 ** 20;

/** Takes the memory and gives it back: these kernels crash where there is none, and the process with them. */
function claimMemory(backend: unknown, shape: readonly number[]): void {
  const [rows = 1, ...sides] = shape;
  const perRow = elementsOf(sides);
  if (rows * perRow < large) return;
  const size = tf.tensor1d([rows + Math.ceil(scratch / perRow), ...sides], 'int32');
  const attributes = { dtype: float32, init: { flag: false } };
  try {
    runOperation(backend, { name: 'Empty', attributes, inputs: [size] }).dispose();
  } finally {
    size.dispose();
  }
}

/** What the rounding of float32 may differ by on examples of a few hundred values around 1. */
const tolerance = 1e-4;

function isSame(compare: () => Comparison): boolean {
  return tf.tidy(() => {
    const { own, fast } = compare();
    const expected = own();
    let found: tf.Tensor[];
    try {
      found = fast();
    } catch {
      // TensorFlow says that it does not know the operation, in words that change between its versions.
      return false;
    }
    return expected.every((tensor, index) => {
      const values = found[index]?.dataSync();
      return tensor.dataSync().every((value, at) => Math.abs(value - (values?.[at] ?? NaN)) <= tolerance);
    });
  });
}

/** Values around 0 without a pattern that a wrong kernel would share. */
export function exampleValues(shape: readonly number[]): tf.Tensor {
  const values = Float32Array.from({ length: elementsOf(shape) }, (_, index) => Math.sin(index * index + index));
  return tf.tensor(values, [...shape]);
}

function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
