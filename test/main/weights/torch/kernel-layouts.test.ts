/** Kernels change their layout and nothing else; checked against where each element must go, and against themselves. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NamedTensor } from '../../../../src/core/weights/weights';
import {
  convolutionFromTorch,
  convolutionToTorch,
  depthwiseFromTorch,
  depthwiseToTorch,
  linearFromTorch,
  linearToTorch,
} from '../../../../src/main/weights/torch/kernel-layouts';

const tensor = (shape: number[]): NamedTensor => ({
  name: 'kernel',
  shape,
  data: Float32Array.from({ length: shape.reduce((product, length) => product * length, 1) }, (_, at) => at),
});
const length = fc.integer({ min: 1, max: 5 });

describe('kernel layouts', () => {
  it('puts element [o, i, y, x] of a convolution at [y, x, i, o]', () => {
    const [outputs, inputs, height, width] = [4, 3, 2, 5] as const;
    const kernel = tensor([outputs, inputs, height, width]);
    const moved = convolutionFromTorch(kernel);
    expect(moved.shape).toEqual([height, width, inputs, outputs]);
    for (let o = 0; o < outputs; o += 1)
      for (let i = 0; i < inputs; i += 1)
        for (let y = 0; y < height; y += 1)
          for (let x = 0; x < width; x += 1) {
            const from = ((o * inputs + i) * height + y) * width + x;
            const to = ((y * width + x) * inputs + i) * outputs + o;
            expect(moved.data[to]).toBe(kernel.data[from]);
          }
  });

  it('puts channel c of a depthwise kernel at [y, x, c, 0]', () => {
    // Two channels of 1 x 3: 0 1 2 and 3 4 5.
    const moved = depthwiseFromTorch(tensor([2, 1, 1, 3]));
    expect(moved).toEqual({ name: 'kernel', shape: [1, 3, 2, 1], data: Float32Array.of(0, 3, 1, 4, 2, 5) });
  });

  it('transposes a linear kernel', () => {
    // 0 1 2     0 3
    // 3 4 5     1 4
    //           2 5
    const moved = linearFromTorch(tensor([2, 3]));
    expect(moved).toEqual({ name: 'kernel', shape: [3, 2], data: Float32Array.of(0, 3, 1, 4, 2, 5) });
  });

  it('comes back to the same kernel', () => {
    fc.assert(
      fc.property(length, length, length, length, (a, b, c, d) => {
        expect(convolutionToTorch(convolutionFromTorch(tensor([a, b, c, d])))).toEqual(tensor([a, b, c, d]));
        expect(depthwiseToTorch(depthwiseFromTorch(tensor([a, 1, c, d])))).toEqual(tensor([a, 1, c, d]));
        expect(linearToTorch(linearFromTorch(tensor([a, b])))).toEqual(tensor([a, b]));
      }),
    );
  });

  it('refuses a kernel of another kind of layer', () => {
    expect(() => linearFromTorch(tensor([2, 2, 1, 1]))).toThrow(
      '"kernel" has 4 dimensions, and its kind of layer has 2',
    );
    expect(() => convolutionFromTorch(tensor([2, 2]))).toThrow('its kind of layer has 4');
    expect(() => depthwiseFromTorch(tensor([2, 2, 3, 3]))).toThrow('is no depthwise kernel');
    expect(() => depthwiseToTorch(tensor([3, 3, 2, 2]))).toThrow('is no depthwise kernel');
  });
});
