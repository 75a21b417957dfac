import { expect, it } from 'vitest';
import { usesOf } from '../../../scripts/bench/gpu-profile';
import type { KernelCall } from '../../../scripts/bench/kernel-calls';

const bytes = { bytesRead: 8, bytesWritten: 4 };

function convolution(): KernelCall {
  const inputs = [
    [1, 4, 4, 2],
    [1, 1, 2, 3],
  ];
  return { name: 'Conv2D', inputs, inputBytes: 152, outputs: [[1, 4, 4, 3]], outputBytes: 192, ms: 0 };
}

it('adds up the dispatches of a kernel by shapes and pipeline, and gives its arithmetic to the first alone', () => {
  const [first, second] = [convolution(), convolution()];
  const dispatches = [
    { ...bytes, label: 'product', context: first },
    { ...bytes, label: 'sum', context: first },
    { ...bytes, label: 'product', context: second },
    { ...bytes, label: 'replayed', context: null },
  ];
  const uses = usesOf(dispatches, [1, 0.5, 2, 4]);
  const shapes = '[1, 4, 4, 2] [1, 1, 2, 3] -> [1, 4, 4, 3]';
  expect(uses).toEqual([
    { name: 'replayed', shapes: '8 -> 4 bytes', calls: 1, ms: 4, operations: 0 },
    { name: 'Conv2D', shapes: `${shapes} by product`, calls: 2, ms: 1 + 2, operations: 2 * (4 * 4 * 3) * 2 },
    { name: 'Conv2D', shapes: `${shapes} by sum`, calls: 1, ms: 0.5, operations: 0 },
  ]);
});
