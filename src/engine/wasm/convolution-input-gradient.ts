/** Conv2DBackpropInput as forward convolutions, one per phase of the stride: the stock kernel takes ten times as long. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { allocate, convolutionGeometry, inputTensor4d, valuesInPlace, wasmBackend } from './kernel-inputs';

type Geometry = tf.backend_util.Conv2DInfo;

/**
 * Input pixels i with (i + before) mod stride = residue all see the same taps: residue, residue + stride, ...
 * Their gradient is a convolution of the output's gradient with those taps in reverse order, at stride 1.
 */
interface Phase {
  /** First input pixel of the phase. */
  readonly start: number;
  /** Input pixels of the phase. */
  readonly pixels: number;
  readonly residue: number;
  readonly taps: number;
  /** Pixels to add around the output's gradient; negative ones are cut off. */
  readonly before: number;
  readonly after: number;
}

export const convolutionInputGradient: tf.KernelConfig = {
  kernelName: 'Conv2DBackpropInput',
  backendName: 'wasm',
  kernelFunc: (received) => {
    const outputGradient = inputTensor4d(received, 'dy');
    const filter = inputTensor4d(received, 'filter');
    const geometry = convolutionGeometry(received.attrs, { filter: filter.shape, isDepthwise: false });
    const backend = wasmBackend(received.backend);
    const { strideHeight: stride, strideWidth } = geometry;
    const rows = phases(geometry.inHeight, geometry.outHeight, {
      size: geometry.filterHeight,
      stride,
      before: geometry.padInfo.top,
    });
    const columns = phases(geometry.inWidth, geometry.outWidth, {
      size: geometry.filterWidth,
      stride: strideWidth,
      before: geometry.padInfo.left,
    });
    return tf.tidy(() => {
      const parts = rows.flatMap((row) =>
        columns.map((column) => {
          const maps = tapConvolution(outputGradient, phaseKernel(backend, filter, { row, column, geometry }), [
            row,
            column,
          ]);
          return { row, column, maps };
        }),
      );
      const [only] = parts;
      if (stride === 1 && strideWidth === 1 && only) return only.maps;
      const gradient = allocate(backend, geometry.inShape);
      const values = valuesInPlace(backend, gradient).fill(0);
      for (const { row, column, maps } of parts) {
        interleave(values, valuesInPlace(backend, maps), { row, column, geometry });
      }
      return gradient;
    });
  },
};

/** The phases along one side; those without a tap are left out, their gradient is 0. */
function phases(
  inputPixels: number,
  outputPixels: number,
  { size, stride, before }: { size: number; stride: number; before: number },
): Phase[] {
  return Array.from({ length: stride }, (_, residue): Phase => {
    const start = (((residue - before) % stride) + stride) % stride;
    const pixels = Math.max(0, Math.ceil((inputPixels - start) / stride));
    const taps = Math.max(0, Math.ceil((size - residue) / stride));
    const first = (start + before - residue) / stride;
    const added = taps - 1 - first;
    return { start, pixels, residue, taps, before: added, after: pixels - outputPixels - added + taps - 1 };
  }).filter(({ pixels, taps }) => pixels > 0 && taps > 0);
}

/** The taps of one phase, reversed, with input and output channels swapped: [rowTaps, columnTaps, out, in]. */
function phaseKernel(
  backend: BackendWasm,
  filter: tf.Tensor4D,
  { row, column, geometry }: { row: Phase; column: Phase; geometry: Geometry },
): tf.Tensor4D {
  const { filterWidth, inChannels, outChannels, strideHeight, strideWidth } = geometry;
  const values = valuesInPlace(backend, filter);
  const kernel = new Float32Array(row.taps * column.taps * outChannels * inChannels);
  let target = 0;
  for (let j = row.taps - 1; j >= 0; j--) {
    for (let i = column.taps - 1; i >= 0; i--) {
      const ky = row.residue + j * strideHeight;
      const kx = column.residue + i * strideWidth;
      const tap = (ky * filterWidth + kx) * inChannels * outChannels;
      for (let out = 0; out < outChannels; out++) {
        for (let channel = 0; channel < inChannels; channel++) {
          kernel[target++] = values[tap + channel * outChannels + out] ?? 0;
        }
      }
    }
  }
  return tf.tensor4d(kernel, [row.taps, column.taps, outChannels, inChannels]);
}

function tapConvolution(maps: tf.Tensor4D, kernel: tf.Tensor4D, [row, column]: [Phase, Phase]): tf.Tensor4D {
  const [batch, height, width, channels] = maps.shape;
  const top = Math.max(0, -row.before);
  const left = Math.max(0, -column.before);
  const bottom = Math.max(0, -row.after);
  const right = Math.max(0, -column.after);
  const isCut = top + left + bottom + right > 0;
  const size: [number, number, number, number] = [batch, height - top - bottom, width - left - right, channels];
  const cut = isCut ? tf.slice(maps, [0, top, left, 0], size) : maps;
  return tf.conv2d(cut, kernel, 1, [
    [0, 0],
    [Math.max(0, row.before), Math.max(0, row.after)],
    [Math.max(0, column.before), Math.max(0, column.after)],
    [0, 0],
  ]);
}

/** Writes a phase's pixels to their places, `stride` apart. */
function interleave(
  target: Float32Array,
  maps: Float32Array,
  { row, column, geometry }: { row: Phase; column: Phase; geometry: Geometry },
): void {
  const { batchSize, inHeight, inWidth, inChannels, strideHeight, strideWidth } = geometry;
  let source = 0;
  for (let batch = 0; batch < batchSize; batch++) {
    for (let y = 0; y < row.pixels; y++) {
      const line = (batch * inHeight + row.start + y * strideHeight) * inWidth;
      for (let x = 0; x < column.pixels; x++) {
        const pixel = (line + column.start + x * strideWidth) * inChannels;
        for (let channel = 0; channel < inChannels; channel++) target[pixel + channel] = maps[source++] ?? 0;
      }
    }
  }
}
