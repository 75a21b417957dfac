/** Depthwise convolution and its gradients, of one output channel for each input channel. */
import type * as tf from '@tensorflow/tfjs-core';
import { convolutionGeometry } from '../../kernel-inputs';
import { ShaderRuns } from '../shader-runs';
import { depthwiseInputGradientShader, depthwiseShader, neighbours, type DepthwiseWindow } from '../shaders/depthwise';
import { depthwiseFilterGradientShader, lanes, rowsAtOnce } from '../shaders/depthwise-filter-gradient';
import { webgpuKernel } from '../webgpu-kernel';
import { inParts } from './ordered-sum';

type Geometry = tf.backend_util.Conv2DInfo;

export const depthwiseConvolution = webgpuKernel('DepthwiseConv2dNative', ({ backend, attributes, input }) => {
  const [maps, weights] = [input('x'), input('filter')];
  const geometry = geometryOf(attributes, { input: maps.shape, filter: weights.shape });
  const result = backend.allocate(geometry.outShape);
  const shader = depthwiseShader({ ...windowOf(geometry), isTurned: false });
  const { padInfo } = geometry;
  const sizes = neighbourSizes(geometry, sidesOf(geometry), padInfo);
  const workgroups = ShaderRuns.flat(sizes[0] ?? 0);
  backend.runShader(shader, { reads: [maps, weights], writes: [result], sizes, workgroups });
  return result;
});

export const depthwiseInputGradient = webgpuKernel(
  'DepthwiseConv2dNativeBackpropInput',
  ({ backend, attributes, input }) => {
    const [outer, weights] = [input('dy'), input('filter')];
    const geometry = geometryOf(attributes, { filter: weights.shape });
    const result = backend.allocate(geometry.inShape);
    const window = windowOf(geometry);
    const { height, width, stride } = window;
    const { padInfo } = geometry;
    if (stride > 1) {
      const count = (geometry.batchSize * geometry.inHeight * geometry.inWidth * geometry.inChannels) / fours(geometry);
      const sizes = [count, ...sizesOf(geometry, sidesOf(geometry), padInfo)];
      const workgroups = ShaderRuns.flat(count);
      const shader = depthwiseInputGradientShader(window);
      backend.runShader(shader, { reads: [outer, weights], writes: [result], sizes, workgroups });
      return result;
    }
    const { inHeight, inWidth, outHeight, outWidth } = geometry;
    const turned = { inHeight: outHeight, inWidth: outWidth, outHeight: inHeight, outWidth: inWidth };
    const pads = { top: height - 1 - padInfo.top, left: width - 1 - padInfo.left };
    const sizes = neighbourSizes(geometry, turned, pads);
    const shader = depthwiseShader({ ...window, isTurned: true });
    const workgroups = ShaderRuns.flat(sizes[0] ?? 0);
    backend.runShader(shader, { reads: [outer, weights], writes: [result], sizes, workgroups });
    return result;
  },
);

/** A device that is to be busy needs about as many workgroups. */
const enoughWorkgroups = 1024;

export const depthwiseFilterGradient = webgpuKernel(
  'DepthwiseConv2dNativeBackpropFilter',
  ({ backend, attributes, input }) => {
    const [maps, outer] = [input('x'), input('dy')];
    const geometry = geometryOf(attributes, { input: maps.shape });
    const { inChannels, padInfo } = geometry;
    const { inHeight, inWidth, outHeight, outWidth } = geometry;
    const rows = geometry.batchSize * outHeight;
    const window = windowOf(geometry);
    const groups = Math.ceil(inChannels / lanes.channels) * (window.height / rowsAtOnce(window));
    const wished = Math.min(Math.ceil(enoughWorkgroups / groups), Math.ceil(rows / lanes.rows));
    const rowsOfPart = lanes.rows * Math.ceil(rows / wished / lanes.rows);
    const parts = Math.ceil(rows / rowsOfPart);
    const shader = depthwiseFilterGradientShader(window);
    return inParts(backend, { parts, shape: geometry.filterShape }, (result) =>
      backend.runShader(shader, {
        ...{ reads: [maps, outer], writes: [result] },
        sizes: [
          ...[rows, rowsOfPart, inChannels, inHeight, inWidth, outHeight, outWidth],
          ...[padInfo.top, padInfo.left],
        ],
        workgroups: [groups, parts, 1],
      }),
    );
  },
);

function geometryOf(attributes: unknown, shapes: { input?: readonly number[]; filter?: readonly number[] }): Geometry {
  const geometry = convolutionGeometry(attributes, { ...shapes, isDepthwise: true });
  const { outChannels, inChannels, strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  if (outChannels !== inChannels || strideHeight !== strideWidth || dilationHeight * dilationWidth !== 1) {
    throw new TypeError('Engine "webgpu" has depthwise convolutions of one output for each input channel, undilated.');
  }
  return geometry;
}

interface Sides {
  readonly inHeight: number;
  readonly inWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

function sidesOf({ inHeight, inWidth, outHeight, outWidth }: Geometry): Sides {
  return { inHeight, inWidth, outHeight, outWidth };
}

function windowOf(geometry: Geometry): DepthwiseWindow {
  const { filterHeight, filterWidth, strideHeight } = geometry;
  return { height: filterHeight, width: filterWidth, stride: strideHeight, isFours: fours(geometry) === 4 };
}

/** Channels that are read at once. */
function fours({ inChannels }: Geometry): 1 | 4 {
  return inChannels % 4 === 0 ? 4 : 1;
}

/** The shader's sizes after `count`. */
function sizesOf(
  geometry: Geometry,
  { inHeight, inWidth, outHeight, outWidth }: Sides,
  { top, left }: { top: number; left: number },
): number[] {
  return [geometry.inChannels / fours(geometry), inHeight, inWidth, outHeight, outWidth, top, left];
}

/** Where each invocation computes some neighbouring outputs. */
function neighbourSizes(geometry: Geometry, sides: Sides, pads: { top: number; left: number }): number[] {
  const [blocks = 0, ...rest] = sizesOf(geometry, sides, pads);
  const count = geometry.batchSize * sides.outHeight * Math.ceil(sides.outWidth / neighbours) * blocks;
  return [count, blocks, ...rest];
}
