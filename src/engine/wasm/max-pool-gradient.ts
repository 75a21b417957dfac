/** MaxPoolGrad, whose stock wasm kernel loses the gradient of every window that has no positive value. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { allocate, inputTensor4d, valuesInPlace, wasmBackend } from './kernel-inputs';

type Geometry = tf.backend_util.Conv2DInfo;

const side = z.number().int();
const Sides = z.union([side, z.tuple([side, side])]);
const Pad = z.union([z.enum(['same', 'valid']), side]);
const PoolAttributes = z.object({
  filterSize: Sides,
  strides: Sides,
  pad: Pad,
  dimRoundingMode: z.enum(['floor', 'round', 'ceil']).nullish(),
});

/** Stock begins its search for the maximum at the smallest positive float (tfjs-backend-wasm 4.22, MaxPoolGrad.cc). */
export const maxPoolGradient: tf.KernelConfig = {
  kernelName: 'MaxPoolGrad',
  backendName: 'wasm',
  kernelFunc: (received) => {
    const input = inputTensor4d(received, 'input');
    const outputGradient = inputTensor4d(received, 'dy');
    const { filterSize, strides, pad, dimRoundingMode } = PoolAttributes.parse(received.attrs);
    const rounding = dimRoundingMode ?? undefined;
    const geometry = tf.backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad, rounding);
    const backend = wasmBackend(received.backend);
    const gradient = allocate(backend, input.shape);
    const target = valuesInPlace(backend, gradient).fill(0);
    scatter(target, { input: valuesInPlace(backend, input), outer: valuesInPlace(backend, outputGradient), geometry });
    return gradient;
  },
};

/** Adds every output's gradient to the first maximum of its window, as PyTorch chooses among equals. */
function scatter(
  target: Float32Array,
  { input, outer, geometry }: { input: Float32Array; outer: Float32Array; geometry: Geometry },
): void {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, inChannels: channels, padInfo } = geometry;
  const { strideHeight, strideWidth, filterHeight, filterWidth } = geometry;
  const best = new Float32Array(channels);
  const place = new Int32Array(channels);
  let output = 0;
  for (let batch = 0; batch < batchSize; batch++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * strideHeight - padInfo.top;
      for (let ox = 0; ox < outWidth; ox++, output += channels) {
        const left = ox * strideWidth - padInfo.left;
        best.fill(-Infinity);
        for (let y = Math.max(0, top); y < Math.min(inHeight, top + filterHeight); y++) {
          for (let x = Math.max(0, left); x < Math.min(inWidth, left + filterWidth); x++) {
            const pixel = ((batch * inHeight + y) * inWidth + x) * channels;
            for (let channel = 0; channel < channels; channel++) {
              const value = input[pixel + channel] ?? 0;
              if (value > (best[channel] ?? 0)) {
                best[channel] = value;
                place[channel] = pixel + channel;
              }
            }
          }
        }
        for (let channel = 0; channel < channels; channel++) {
          const at = place[channel] ?? 0;
          target[at] = (target[at] ?? 0) + (outer[output + channel] ?? 0);
        }
      }
    }
  }
}
