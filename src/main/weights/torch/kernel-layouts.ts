/** Kernels between PyTorch's layout and TensorFlow.js's: the same values in another order, never another number. */
import type { NamedTensor } from '../../../core/weights/weights';
import { AppError } from '../../../shared/errors';

/** A convolution's kernel, [out, in, height, width] to [height, width, in, out]. */
export function convolutionFromTorch(kernel: NamedTensor): NamedTensor {
  return withAxes(kernel, [2, 3, 1, 0]);
}

/** A convolution's kernel, [height, width, in, out] to [out, in, height, width]. */
export function convolutionToTorch(kernel: NamedTensor): NamedTensor {
  return withAxes(kernel, [3, 2, 0, 1]);
}

/**
 * A depthwise kernel of one output per channel, [channels, 1, height, width] to [height, width, channels, 1].
 * PyTorch's grouped kernel has the same rank as a full one, so the caller says which it is.
 */
export function depthwiseFromTorch(kernel: NamedTensor): NamedTensor {
  assertSingle(kernel, 1);
  return withAxes(kernel, [2, 3, 0, 1]);
}

/** A depthwise kernel, [height, width, channels, 1] to [channels, 1, height, width]. */
export function depthwiseToTorch(kernel: NamedTensor): NamedTensor {
  assertSingle(kernel, 3);
  return withAxes(kernel, [2, 3, 0, 1]);
}

/** A linear layer's kernel, [out, in] to [in, out]. */
export function linearFromTorch(kernel: NamedTensor): NamedTensor {
  return withAxes(kernel, [1, 0]);
}

/** A linear layer's kernel, [in, out] to [out, in]. */
export function linearToTorch(kernel: NamedTensor): NamedTensor {
  return withAxes(kernel, [1, 0]);
}

function assertSingle({ name, shape }: NamedTensor, axis: number): void {
  if (shape.length !== 4 || shape[axis] === 1) return;
  const told = `"${name}" of shape [${shape.join(', ')}] is no depthwise kernel of one output per channel`;
  throw new AppError('bad-input', `${told}. Choose weights of the network that was asked for.`);
}

/** Axis `at` of the result is axis `axes[at]` of the tensor. */
function withAxes({ name, shape, data }: NamedTensor, axes: readonly number[]): NamedTensor {
  if (shape.length !== axes.length) {
    const told = `"${name}" has ${shape.length} dimensions, and its kind of layer has ${axes.length}`;
    throw new AppError('bad-input', `${told}. Choose weights of the network that was asked for.`);
  }
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  // Lengths and strides of the result's axes, filled up to four so that one loop serves every rank.
  const [d0 = 1, d1 = 1, d2 = 1, d3 = 1] = axes.map((axis) => shape[axis] ?? 1);
  const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = axes.map((axis) => strides[axis] ?? 0);
  const moved = new Float32Array(data.length);
  let to = 0;
  for (let a = 0; a < d0; a += 1) {
    for (let b = 0; b < d1; b += 1) {
      for (let c = 0; c < d2; c += 1) {
        for (let d = 0; d < d3; d += 1) {
          moved[to] = data[a * s0 + b * s1 + c * s2 + d * s3] ?? Number.NaN;
          to += 1;
        }
      }
    }
  }
  return { name, shape: axes.map((axis) => shape[axis] ?? 1), data: moved };
}
