/** Depthwise convolution and both of its gradients. */
import type * as tf from '@tensorflow/tfjs-core';
import { convolutionGeometry, inputOf } from '../kernel-inputs';
import { KernelMemory } from './kernel-memory';

type Geometry = tf.backend_util.Conv2DInfo;

/** `stock` computes what our networks have no use for: dilations, oblong filters, several outputs per channel. */
export function depthwiseConvolution(stock: tf.KernelFunc): tf.KernelConfig {
  return {
    kernelName: 'DepthwiseConv2dNative',
    backendName: 'wasm',
    kernelFunc: (received) => {
      const input = inputOf(received, 'x');
      const filter = inputOf(received, 'filter');
      const geometry = convolutionGeometry(received.attrs, {
        input: input.shape,
        filter: filter.shape,
        isDepthwise: true,
      });
      if (obstacle(geometry)) return stock(received);
      const memory = KernelMemory.of(received.backend);
      const output = memory.allocate(geometry.outShape);
      const addresses = [memory.address(input), memory.address(filter), memory.address(output)] as const;
      if (isCommon(geometry)) {
        const zeros = memory.zeros(rowBytes(geometry));
        memory.call('depthwise3x3', ...addresses, ...imageSizes(geometry), false, zeros);
      } else if (isFast(geometry)) {
        convolvePadded(memory, { ...windowOf(geometry), input, filter: memory.address(filter), output });
      } else {
        memory.call('depthwiseConvolution', ...addresses, ...sizes(geometry));
      }
      return output;
    },
  };
}

export const depthwiseInputGradient: tf.KernelConfig = {
  kernelName: 'DepthwiseConv2dNativeBackpropInput',
  backendName: 'wasm',
  kernelFunc: (received) => {
    const outer = inputOf(received, 'dy');
    const filter = inputOf(received, 'filter');
    const geometry = convolutionGeometry(received.attrs, { filter: filter.shape, isDepthwise: true });
    refuse(geometry);
    const memory = KernelMemory.of(received.backend);
    const gradient = memory.allocate(geometry.inShape);
    const addresses = [memory.address(outer), memory.address(filter), memory.address(gradient)] as const;
    if (isCommon(geometry)) {
      const zeros = memory.zeros(rowBytes(geometry));
      memory.call('depthwise3x3', ...addresses, ...imageSizes(geometry), true, zeros);
    } else if (isFast(geometry) && geometry.strideHeight === 1) {
      reverseConvolution(memory, { geometry, outer, filter, gradient });
    } else {
      memory.call('depthwiseInputGradient', ...addresses, ...sizes(geometry));
    }
    return gradient;
  },
};

export const depthwiseFilterGradient: tf.KernelConfig = {
  kernelName: 'DepthwiseConv2dNativeBackpropFilter',
  backendName: 'wasm',
  kernelFunc: (received) => {
    const input = inputOf(received, 'x');
    const outer = inputOf(received, 'dy');
    const geometry = convolutionGeometry(received.attrs, { input: input.shape, isDepthwise: true });
    refuse(geometry);
    const memory = KernelMemory.of(received.backend);
    const gradient = memory.allocate(geometry.filterShape);
    memory.values(gradient).fill(0);
    const addresses = [memory.address(input), memory.address(outer), memory.address(gradient)] as const;
    if (isCommon(geometry)) {
      const zeros = memory.zeros(rowBytes(geometry));
      memory.call('depthwise3x3FilterGradient', ...addresses, ...imageSizes(geometry), zeros);
    } else if (isFast(geometry)) {
      const { outHeight, outWidth, channels, size, stride } = windowOf(geometry);
      forPaddedImages(memory, { ...windowOf(geometry), input }, (padded, paddedWidth, image) => {
        const outerAt = memory.address(outer) + 4 * image * outHeight * outWidth * channels;
        const [sums, sizes] = [memory.address(gradient), [outHeight, outWidth, channels, size, stride]];
        memory.call('filterGradientPadded', padded, paddedWidth, outerAt, sums, ...sizes);
      });
    } else {
      memory.call('depthwiseFilterGradient', ...addresses, ...sizes(geometry));
    }
    return gradient;
  },
};

/** 3x3, stride 1, one pixel of padding on each side: what Xception has 34 times. */
function isCommon({ filterHeight, strideHeight, padInfo }: Geometry): boolean {
  const { top, bottom, left, right } = padInfo;
  return filterHeight === 3 && strideHeight === 1 && [top, bottom, left, right].every((pixels) => pixels === 1);
}

/** What the kernels for padded images are written for. */
function isFast({ filterHeight, strideHeight, inChannels }: Geometry): boolean {
  const isSize = filterHeight === 3 || filterHeight === 5;
  return isSize && (strideHeight === 1 || strideHeight === 2) && inChannels % 8 === 0;
}

/** A window that slides over images [batch, height, width, channels] with so many zeros above and left of them. */
interface Window {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly size: number;
  readonly stride: number;
  readonly top: number;
  readonly left: number;
}

function windowOf(geometry: Geometry): Window {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, strideHeight, padInfo } =
    geometry;
  const images = { batch: batchSize, height: inHeight, width: inWidth, channels: inChannels };
  const { top, left } = padInfo;
  return { ...images, outHeight, outWidth, size: filterHeight, stride: strideHeight, top, left };
}

/** Visits every image as a copy with as many zeros around it as the window sees. */
function forPaddedImages(
  memory: KernelMemory,
  { input, ...window }: Window & { input: tf.TensorInfo },
  visit: (padded: number, paddedWidth: number, image: number) => void,
): void {
  const { batch, height, width, channels, outHeight, outWidth, size, stride, top, left } = window;
  const paddedHeight = Math.max((outHeight - 1) * stride + size, height + top);
  const paddedWidth = Math.max((outWidth - 1) * stride + size, width + left);
  const padded = memory.scratch(4 * paddedHeight * paddedWidth * channels);
  for (let image = 0; image < batch; image++) {
    const from = memory.address(input) + 4 * image * height * width * channels;
    memory.call('padImage', from, padded, height, width, channels, paddedHeight, paddedWidth, top, left);
    visit(padded, paddedWidth, image);
  }
}

function convolvePadded(
  memory: KernelMemory,
  given: Window & { input: tf.TensorInfo; filter: number; output: tf.TensorInfo },
): void {
  const { filter, output, outHeight, outWidth, channels, size, stride } = given;
  forPaddedImages(memory, given, (padded, paddedWidth, image) => {
    const to = memory.address(output) + 4 * image * outHeight * outWidth * channels;
    memory.call('convolvePadded', padded, paddedWidth, filter, to, outHeight, outWidth, channels, size, stride);
  });
}

/** The input's gradient at stride 1: the output's gradient under the filter turned around. */
function reverseConvolution(
  memory: KernelMemory,
  given: { geometry: Geometry; outer: tf.TensorInfo; filter: tf.TensorInfo; gradient: tf.TensorInfo },
): void {
  const { outer, filter, gradient } = given;
  const { batch, height, width, channels, outHeight, outWidth, size, top, left } = windowOf(given.geometry);
  const taps = size * size;
  const reversed = memory.allocate([taps, channels]);
  memory.call('reverseTaps', memory.address(filter), memory.address(reversed), taps, channels);
  const sizes = { batch, channels, size, stride: 1, height: outHeight, width: outWidth };
  const window = { ...sizes, outHeight: height, outWidth: width, top: size - 1 - top, left: size - 1 - left };
  convolvePadded(memory, { ...window, input: outer, filter: memory.address(reversed), output: gradient });
  memory.release(reversed);
}

/** Why the kernels cannot do it; null when they can. */
function obstacle(geometry: Geometry): string | null {
  const { filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  if (geometry.inChannels !== geometry.outChannels) return 'with several outputs per channel';
  if (dilationHeight !== 1 || dilationWidth !== 1) return 'with dilations';
  if (filterHeight !== filterWidth || strideHeight !== strideWidth) return 'with oblong filters or strides';
  return null;
}

function refuse(geometry: Geometry): void {
  const why = obstacle(geometry);
  if (why) throw new Error(`Gradients of depthwise convolutions ${why} are not implemented on engine "wasm".`);
}

function rowBytes({ inWidth, inChannels }: Geometry): number {
  return 4 * inWidth * inChannels;
}

function imageSizes({ batchSize, inHeight, inWidth, inChannels }: Geometry): [number, number, number, number] {
  return [batchSize, inHeight, inWidth, inChannels];
}

function sizes(geometry: Geometry): number[] {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, inChannels, filterHeight, strideHeight } = geometry;
  const { top, left } = geometry.padInfo;
  return [batchSize, inHeight, inWidth, outHeight, outWidth, inChannels, filterHeight, strideHeight, top, left];
}
