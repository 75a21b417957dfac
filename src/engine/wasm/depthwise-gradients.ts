/** Both gradients of depthwise convolution, which the stock wasm backend lacks, composed of its own operations. */
import * as tf from '@tensorflow/tfjs-core';
import { convolutionGeometry, inputTensor4d } from './kernel-inputs';

type Geometry = tf.backend_util.Conv2DInfo;

export const depthwiseInputGradient: tf.KernelConfig = {
  kernelName: 'DepthwiseConv2dNativeBackpropInput',
  backendName: 'wasm',
  kernelFunc: (received) => {
    const outputGradient = inputTensor4d(received, 'dy');
    const filter = inputTensor4d(received, 'filter');
    const geometry = convolutionGeometry(received.attrs, { filter: filter.shape, isDepthwise: true });
    refuseMultiplier(geometry);
    return tf.tidy(() => {
      const spread = spreadOut(outputGradient, geometry);
      const { filterHeight, filterWidth, inHeight, inWidth, padInfo } = geometry;
      // A full correlation with the reversed filter, cut to the input's size.
      const top = filterHeight - 1;
      const left = filterWidth - 1;
      const bottom = Math.max(0, inHeight + padInfo.top - spread.shape[1]);
      const right = Math.max(0, inWidth + padInfo.left - spread.shape[2]);
      const padded = tf.pad4d(spread, [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ]);
      const full = tf.depthwiseConv2d(padded, tf.reverse(filter, [0, 1]), 1, 'valid');
      const size: [number, number, number, number] = [geometry.batchSize, inHeight, inWidth, geometry.inChannels];
      return tf.slice(full, [0, padInfo.top, padInfo.left, 0], size);
    });
  },
};

export const depthwiseFilterGradient: tf.KernelConfig = {
  kernelName: 'DepthwiseConv2dNativeBackpropFilter',
  backendName: 'wasm',
  kernelFunc: (received) => {
    const input = inputTensor4d(received, 'x');
    const outputGradient = inputTensor4d(received, 'dy');
    const geometry = convolutionGeometry(received.attrs, { input: input.shape, isDepthwise: true });
    refuseMultiplier(geometry);
    const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo, outHeight, outWidth } = geometry;
    const [batch, , , channels] = input.shape;
    return tf.tidy(() => {
      const padded = tf.pad4d(input, [
        [0, 0],
        [padInfo.top, padInfo.bottom],
        [padInfo.left, padInfo.right],
        [0, 0],
      ]);
      const taps: tf.Tensor[] = [];
      for (let ky = 0; ky < filterHeight; ky++) {
        for (let kx = 0; kx < filterWidth; kx++) {
          const end = [batch, ky + (outHeight - 1) * strideHeight + 1, kx + (outWidth - 1) * strideWidth + 1, channels];
          const seen = tf.stridedSlice(padded, [0, ky, kx, 0], end, [1, strideHeight, strideWidth, 1]);
          taps.push(tf.sum(tf.mul(seen, outputGradient), [0, 1, 2]));
        }
      }
      return tf.reshape(tf.stack(taps), [filterHeight, filterWidth, channels, 1]);
    });
  },
};

/** Puts stride - 1 zeros between the pixels: [batch, (height - 1) stride + 1, (width - 1) stride + 1, channels]. */
function spreadOut(maps: tf.Tensor4D, { strideHeight, strideWidth }: Geometry): tf.Tensor4D {
  if (strideHeight === 1 && strideWidth === 1) return maps;
  const [batch, height, width, channels] = maps.shape;
  const cells = tf.reshape(maps, [batch * height, 1, width, 1, channels]);
  const spread = tf.pad(cells, [
    [0, 0],
    [0, strideHeight - 1],
    [0, 0],
    [0, strideWidth - 1],
    [0, 0],
  ]);
  const whole: tf.Tensor4D = tf.reshape(spread, [batch, height * strideHeight, width * strideWidth, channels]);
  const lastRow = (height - 1) * strideHeight + 1;
  const lastColumn = (width - 1) * strideWidth + 1;
  return tf.slice(whole, [0, 0, 0, 0], [batch, lastRow, lastColumn, channels]);
}

function refuseMultiplier({ inChannels, outChannels }: Geometry): void {
  if (inChannels !== outChannels) {
    throw new Error('Gradients of depthwise convolutions with several outputs per channel are not implemented.');
  }
}
