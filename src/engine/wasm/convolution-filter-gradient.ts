/** Conv2DBackpropFilter, which the stock wasm backend lacks: input patches laid out in rows, times the output's gradient. */
import * as tf from '@tensorflow/tfjs-core';
import { allocate, convolutionGeometry, inputTensor4d, valuesInPlace, wasmBackend } from './kernel-inputs';

type Geometry = tf.backend_util.Conv2DInfo;

export const convolutionFilterGradient: tf.KernelConfig = {
  kernelName: 'Conv2DBackpropFilter',
  backendName: 'wasm',
  kernelFunc: (received) => {
    const input = inputTensor4d(received, 'x');
    const outputGradient = inputTensor4d(received, 'dy');
    const geometry = convolutionGeometry(received.attrs, { input: input.shape, isDepthwise: false });
    const backend = wasmBackend(received.backend);
    const positions = geometry.batchSize * geometry.outHeight * geometry.outWidth;
    const taps = geometry.filterHeight * geometry.filterWidth * geometry.inChannels;
    return tf.tidy(() => {
      const patches = allocate(backend, [taps, positions]);
      fillPatches(valuesInPlace(backend, patches), valuesInPlace(backend, input), geometry);
      const gradient = tf.matMul(patches, tf.reshape(outputGradient, [positions, geometry.outChannels]));
      return tf.reshape(gradient, geometry.filterShape);
    });
  },
};

/**
 * patches[ky, kx, c][batch, oy, ox] = input[batch, oy * stride + ky - top, ox * stride + kx - left, c], 0 outside.
 * In this layout neither factor of the product needs a transposition, which is what the backend does slowly.
 */
function fillPatches(patches: Float32Array, input: Float32Array, geometry: Geometry): void {
  const { batchSize, outHeight, outWidth, inHeight, inWidth, inChannels } = geometry;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
  const positions = batchSize * outHeight * outWidth;
  for (let batch = 0; batch < batchSize; batch++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const row = (batch * outHeight + oy) * outWidth;
      for (let ky = 0; ky < filterHeight; ky++) {
        const iy = oy * strideHeight + ky - padInfo.top;
        const isInside = iy >= 0 && iy < inHeight;
        const source = (batch * inHeight + iy) * inWidth * inChannels;
        for (let kx = 0; kx < filterWidth; kx++) {
          const shift = kx - padInfo.left;
          // Outputs [from, to) see a column inside the input.
          const from = isInside ? Math.min(outWidth, Math.max(0, Math.ceil(-shift / strideWidth))) : outWidth;
          const to = Math.max(from, Math.min(outWidth, Math.floor((inWidth - 1 - shift) / strideWidth) + 1));
          for (let channel = 0; channel < inChannels; channel++) {
            const target = ((ky * filterWidth + kx) * inChannels + channel) * positions + row;
            for (let ox = 0; ox < from; ox++) patches[target + ox] = 0;
            let at = source + (from * strideWidth + shift) * inChannels + channel;
            for (let ox = from; ox < to; ox++) {
              patches[target + ox] = input[at] ?? 0;
              at += strideWidth * inChannels;
            }
            for (let ox = to; ox < outWidth; ox++) patches[target + ox] = 0;
          }
        }
      }
    }
  }
}
