/** What test/torch/make-checkpoints.py puts into every checkpoint. */
import type { NamedTensor } from '../../../../src/core/weights/weights';

const shapes: [string, number[]][] = [
  ['conv.weight', [4, 3, 2, 2]],
  ['bn.weight', [4]],
  ['bn.bias', [4]],
  ['bn.running_mean', [4]],
  ['bn.running_var', [4]],
  ['fc.weight', [2, 4]],
  ['fc.bias', [2]],
];

export const expectedTensors: NamedTensor[] = shapes.map(([name, shape], k) => {
  const values = shape.reduce((product, length) => product * length, 1);
  return { name, shape, data: Float32Array.from({ length: values }, (_, i) => ((7 * k + 3 * i) % 23) / 8 - 1) };
});

export const expectedCounter = 7;
