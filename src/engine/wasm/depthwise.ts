/** Depthwise convolution and both of its gradients. */
import type * as tf from '@tensorflow/tfjs-core';
import { convolutionGeometry, inputOf } from './kernel-inputs';
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
