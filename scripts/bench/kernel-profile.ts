/** Where the time of real steps goes: every kernel that tfjs runs, by its shapes. For engines whose kernels end when they return. */
import * as tf from '@tensorflow/tfjs-core';
import type { KernelUse } from './protocol';

/** Watches tfjs's kernels until `end`, which gives their use, the longest first. */
export function watchKernels(): { end: () => KernelUse[] } {
  const uses = new Map<string, KernelUse>();
  const engine = tf.engine();
  const original = engine.runKernel.bind(engine);
  /** Milliseconds that the kernels inside of each open one took. */
  const inner: number[] = [];
  engine.runKernel = <Result extends tf.Tensor | tf.Tensor[]>(...call: Parameters<typeof original<Result>>): Result => {
    const [name, inputs] = call;
    const began = performance.now();
    inner.push(0);
    const result = original<Result>(...call);
    const ms = performance.now() - began;
    const own = ms - (inner.pop() ?? 0);
    if (inner.length > 0) inner[inner.length - 1] = (inner.at(-1) ?? 0) + ms;
    note(uses, { name, ms: own, inputs: shapesOf(inputs), output: shapesOf(result)[0] ?? [] });
    return result;
  };
  return {
    end: () => {
      engine.runKernel = original;
      return [...uses.values()].sort((left, right) => right.ms - left.ms);
    },
  };
}

interface Call {
  readonly name: string;
  readonly ms: number;
  readonly inputs: readonly (readonly number[])[];
  readonly output: readonly number[];
}

function note(uses: Map<string, KernelUse>, { name, ms, inputs, output }: Call): void {
  const shapes = `${inputs.map(text).join(' ')} -> ${text(output)}`;
  const key = `${name} ${shapes}`;
  const before = uses.get(key) ?? { name, shapes, calls: 0, ms: 0, operations: operationsOf({ name, inputs, output }) };
  uses.set(key, { ...before, calls: before.calls + 1, ms: before.ms + ms });
}

function text(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** Of tensors in a list, in a record, or of a single one. */
function shapesOf(value: unknown): (readonly number[])[] {
  if (value instanceof tf.Tensor) return [value.shape];
  if (Array.isArray(value)) return value.flatMap(shapesOf);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(shapesOf);
  return [];
}

/** Multiplications and additions of one call; 0 for kernels that only pass over memory. */
export function operationsOf({ name, inputs: [first = [], second = []], output }: Omit<Call, 'ms'>): number {
  switch (name) {
    case 'Conv2D':
    case 'FusedConv2D':
      // The filter is [height, width, in, out].
      return 2 * size(output) * size(second.slice(0, 3));
    case 'Conv2DBackpropInput':
      return 2 * size(first) * size(second.slice(0, 3));
    case 'Conv2DBackpropFilter':
      return 2 * size(second) * size(output.slice(0, 3));
    case 'DepthwiseConv2dNative':
    case 'FusedDepthwiseConv2D':
      return 2 * size(output) * size(second.slice(0, 2));
    case 'DepthwiseConv2dNativeBackpropInput':
      return 2 * size(first) * size(second.slice(0, 2));
    case 'DepthwiseConv2dNativeBackpropFilter':
      return 2 * size(second) * size(output.slice(0, 2));
    case 'BatchMatMul':
    case '_FusedMatMul':
      // [.., rows, depth] x [.., depth, columns], either of them transposed: depth^2 = sizes / output.
      return 2 * Math.sqrt(size(first) * size(second) * size(output));
    default:
      return 0;
  }
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
