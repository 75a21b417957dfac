/** BatchMatMul in all four transpositions: the stock kernel is slow on transposed factors. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { inputOf, isFloat } from '../kernel-inputs';
import { KernelMemory } from './kernel-memory';

const Attributes = z.object({ transposeA: z.boolean().nullish(), transposeB: z.boolean().nullish() });

/** `stock` computes products of other types and of batches that are broadcast. */
export function matrixProduct(stock: tf.KernelFunc): tf.KernelConfig {
  return {
    kernelName: 'BatchMatMul',
    backendName: 'wasm',
    kernelFunc: (received) => {
      const a = inputOf(received, 'a');
      const b = inputOf(received, 'b');
      const { transposeA, transposeB } = Attributes.parse(received.attrs);
      const [left, right] = [matricesOf(a.shape), matricesOf(b.shape)];
      const isBroadcast = !tf.util.arraysEqual(left.batch, right.batch);
      if (!isFloat(a) || !isFloat(b) || isBroadcast) return stock(received);
      const [rows, depth] = transposeA ? [left.columns, left.rows] : [left.rows, left.columns];
      const columns = transposeB ? right.rows : right.columns;
      const memory = KernelMemory.of(received.backend);
      const output = memory.allocate([...left.batch, rows, columns]);
      const products = tf.util.sizeFromShape(left.batch);
      for (let index = 0; index < products; index++) {
        const at = (tensor: tf.TensorInfo, size: number) => memory.address(tensor) + 4 * index * size;
        memory.multiply({
          rows,
          columns,
          depth,
          a: { at: at(a, rows * depth), stride: left.columns, isTransposed: transposeA === true },
          b: { at: at(b, depth * columns), stride: right.columns, isTransposed: transposeB === true },
          c: { at: at(output, rows * columns), stride: columns },
        });
      }
      return output;
    },
  };
}

interface Matrices {
  readonly batch: number[];
  readonly rows: number;
  readonly columns: number;
}

function matricesOf(shape: readonly number[]): Matrices {
  const [rows, columns] = shape.slice(-2);
  if (rows === undefined || columns === undefined) {
    throw new TypeError(`A product needs two dimensions at least, not [${shape.join(', ')}].`);
  }
  return { batch: shape.slice(0, -2), rows, columns };
}
