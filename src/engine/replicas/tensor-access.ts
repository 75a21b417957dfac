/** How an engine's tensors are read and changed as numbers. */
import * as tf from '@tensorflow/tfjs-core';
import type { EngineId } from '../../shared/recipe';

export interface TensorAccess {
  /** A tensor's values, for as long as nothing is computed: a view where the engine's memory can be read in place. */
  values(tensor: tf.Tensor): Promise<Float32Array>;
  /** Whether tensors can be read without waiting. */
  readonly readsAtOnce: boolean;
  /** One array a tensor, in their order. They hold while nothing is computed. */
  read(tensors: readonly tf.Tensor[]): Promise<Float32Array[]>;
  /** The tensors with the values that the arrays of `read` hold now; the given ones must not be used any more. */
  write(tensors: readonly tf.Tensor[], arrays: readonly Float32Array[]): tf.Tensor[];
  /** sum += values; `sum` is an array of `read` or a part of one. */
  accumulate(sum: Float32Array, values: Float32Array): void;
}

export async function tensorAccess(engine: EngineId): Promise<TensorAccess> {
  // Node has no way to wait for a GPU of WebGPU's.
  return engine === 'wasm' ? inWasmMemory() : { ...copies, readsAtOnce: engine !== 'webgpu' };
}

/** Tensors of wasm are changed where they are; nothing is copied but what two tensors share. */
async function inWasmMemory(): Promise<TensorAccess> {
  const { KernelMemory } = await import('../wasm/kernel-memory');
  return {
    values: (tensor) => Promise.resolve(KernelMemory.of(tf.backend()).values(tensor)),
    readsAtOnce: true,
    read: async (tensors) => {
      const memory = KernelMemory.of(tf.backend());
      // Before the first view of it is made: memory that grows leaves its views behind.
      memory.scratch(Float32Array.BYTES_PER_ELEMENT * accumulatedAtOnce);
      const isShared = sharedWithEarlier(tensors);
      return tensors.map((tensor, index) => {
        const values = memory.values(tensor);
        return isShared[index] === true ? Float32Array.from(values) : values;
      });
    },
    write: (tensors, arrays) => {
      const isShared = sharedWithEarlier(tensors);
      return tensors.map((tensor, index) => (isShared[index] === true ? newTensor(tensor, arrays[index]) : tensor));
    },
    accumulate: (sum, values) => {
      const memory = KernelMemory.of(tf.backend());
      for (let from = 0; from < sum.length; from += accumulatedAtOnce) {
        const to = from + accumulatedAtOnce;
        memory.accumulate(sum.subarray(from, to), values.subarray(from, to));
      }
    },
  };
}

/** Values that are copied next to the sum at once: few enough to stay in the first cache. */
const accumulatedAtOnce = 4096;

const copies: Omit<TensorAccess, 'readsAtOnce'> = {
  values: (tensor) => tensor.data<'float32'>(),
  read: (tensors) => Promise.all(tensors.map(async (tensor) => Float32Array.from(await tensor.data<'float32'>()))),
  write: (tensors, arrays) => tensors.map((tensor, index) => newTensor(tensor, arrays[index])),
  accumulate: (sum, values) => sum.forEach((value, index) => (sum[index] = value + (values[index] ?? 0))),
};

/** By place, whether the tensor's values are those of a tensor before it. */
function sharedWithEarlier(tensors: readonly tf.Tensor[]): boolean[] {
  const seen = new Set<object>();
  return tensors.map(({ dataId }) => {
    const isShared = seen.has(dataId);
    seen.add(dataId);
    return isShared;
  });
}

function newTensor({ shape }: tf.Tensor, values: Float32Array | undefined): tf.Tensor {
  if (!values) throw new Error('A tensor of the exchange has no values.');
  return tf.tensor(values, shape);
}
