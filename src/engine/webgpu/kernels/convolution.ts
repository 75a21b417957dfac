/** Convolution and its gradients as products of matrices. */
import type * as tf from '@tensorflow/tfjs-core';
import { convolutionGeometry } from '../../kernel-inputs';
import {
  geometrySizes,
  inputPatches,
  isPointwise,
  matrix,
  outputPatches,
  turnedFilter,
} from '../shaders/convolution-operands';
import { webgpuKernel } from '../webgpu-kernel';
import { runProduct } from './product';

type Geometry = tf.backend_util.Conv2DInfo;

/** [pixels out, window] [window, channels out] */
export const convolution = webgpuKernel('Conv2D', ({ backend, attributes, input }) => {
  const [maps, filter] = [input('x'), input('filter')];
  const geometry = convolutionGeometry(attributes, { input: maps.shape, filter: filter.shape, isDepthwise: false });
  const { inChannels, outChannels } = geometry;
  const patches = isPointwise(geometry)
    ? matrix({ function: 'left', name: 'x', along: 'depth', line: 'sizes.depth', lineLength: inChannels })
    : inputPatches('depth', geometry);
  const weights = matrix({
    ...{ function: 'right', name: 'weights', along: 'side' },
    ...{ line: 'sizes.columns', lineLength: outChannels },
  });
  return runProduct(backend, {
    ...{
      left: { operand: patches, tensor: maps },
      right: { operand: weights, tensor: filter },
      sizes: sizesOf(geometry),
    },
    ...{ rows: pixelsOut(geometry), columns: outChannels, depth: windowOf(geometry) },
    shape: geometry.outShape,
  });
});

/** [pixels in, window of outputs] [window of outputs, channels in] */
export const convolutionInputGradient = webgpuKernel('Conv2DBackpropInput', ({ backend, attributes, input }) => {
  const [outer, filter] = [input('dy'), input('filter')];
  const geometry = convolutionGeometry(attributes, { filter: filter.shape, isDepthwise: false });
  const { batchSize, inHeight, inWidth, inChannels, outChannels } = geometry;
  const patches = isPointwise(geometry)
    ? matrix({ function: 'left', name: 'dy', along: 'depth', line: 'sizes.depth', lineLength: outChannels })
    : outputPatches(geometry);
  const weights = isPointwise(geometry)
    ? matrix({ function: 'right', name: 'weights', along: 'depth', line: 'sizes.depth', lineLength: outChannels })
    : turnedFilter(geometry);
  return runProduct(backend, {
    ...{
      left: { operand: patches, tensor: outer },
      right: { operand: weights, tensor: filter },
      sizes: sizesOf(geometry),
    },
    ...{ rows: batchSize * inHeight * inWidth, columns: inChannels },
    depth: (windowOf(geometry) / inChannels) * outChannels,
    shape: geometry.inShape,
  });
});

/** [window, pixels out] [pixels out, channels out]: the depth is long, and the result small. */
export const convolutionFilterGradient = webgpuKernel('Conv2DBackpropFilter', ({ backend, attributes, input }) => {
  const [maps, outer] = [input('x'), input('dy')];
  const geometry = convolutionGeometry(attributes, { input: maps.shape, isDepthwise: false });
  const { inChannels, outChannels } = geometry;
  const patches = isPointwise(geometry)
    ? matrix({ function: 'left', name: 'x', along: 'side', line: 'sizes.rows', lineLength: inChannels })
    : inputPatches('side', geometry);
  const slopes = matrix({
    ...{ function: 'right', name: 'dy', along: 'side' },
    ...{ line: 'sizes.columns', lineLength: outChannels },
  });
  return runProduct(backend, {
    ...{
      left: { operand: patches, tensor: maps },
      right: { operand: slopes, tensor: outer },
      sizes: sizesOf(geometry),
    },
    ...{ rows: windowOf(geometry), columns: outChannels, depth: pixelsOut(geometry) },
    shape: geometry.filterShape,
  });
});

/** Matrices need none. */
function sizesOf(geometry: Geometry): Record<string, number> {
  return isPointwise(geometry) ? {} : geometrySizes(geometry);
}

function pixelsOut({ batchSize, outHeight, outWidth }: Geometry): number {
  return batchSize * outHeight * outWidth;
}

function windowOf({ filterHeight, filterWidth, inChannels }: Geometry): number {
  return filterHeight * filterWidth * inChannels;
}
