/** Where the time of real steps goes: every kernel that tfjs runs, by its shapes. For engines whose kernels end when they return. */
import { shapesText, watchKernelCalls, type KernelCall, type Shape } from './kernel-calls';
import type { KernelUse } from './protocol';

/** Watches tfjs's kernels until `end`, which gives their use, the longest first. */
export function watchKernels(): { end: () => KernelUse[] } {
  const uses = new Map<string, KernelUse>();
  const watch = watchKernelCalls((call) => addUse(uses, { ...useOf(call), calls: 1, ms: call.ms }));
  return {
    end: () => {
      watch.end();
      return longestFirst(uses);
    },
  };
}

/** Adds to the use of the same name and shapes. */
export function addUse(uses: Map<string, KernelUse>, use: KernelUse): void {
  const key = `${use.name} ${use.shapes}`;
  const before = uses.get(key);
  uses.set(key, before ? { ...before, calls: before.calls + use.calls, ms: before.ms + use.ms } : use);
}

export function longestFirst(uses: ReadonlyMap<string, KernelUse>): KernelUse[] {
  return [...uses.values()].sort((left, right) => right.ms - left.ms);
}

/** What a call is called in a table. */
export function useOf(call: KernelCall): Pick<KernelUse, 'name' | 'shapes' | 'operations'> {
  const { name, inputs, outputs } = call;
  return { name, shapes: shapesText(call), operations: operationsOf({ name, inputs, output: outputs[0] ?? [] }) };
}

/** Multiplications and additions of one call; 0 for kernels that only pass over memory. */
export function operationsOf({
  name,
  inputs: [first = [], second = []],
  output,
}: {
  readonly name: string;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
}): number {
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
