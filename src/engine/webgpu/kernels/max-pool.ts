/** Max pooling and its gradient, in the place of stock kernels of which the second gives it to the last of equal maxima. */
import type * as tf from '@tensorflow/tfjs-core';
import { inputOf, isFloat, poolGeometry } from '../../kernel-inputs';
import { ShaderRuns } from '../shader-runs';
import { maxPoolGradientShader, maxPoolShader, type PoolWindow } from '../shaders/max-pool';
import { webgpuKernel } from '../webgpu-kernel';

type Geometry = tf.backend_util.Conv2DInfo;

/** `stock` computes whole numbers. */
export function maxPool(stock: tf.KernelFunc): tf.KernelConfig {
  const ours = webgpuKernel('MaxPool', ({ backend, attributes, input }) => {
    const maps = input('x');
    const geometry = poolGeometry(attributes, maps.shape);
    const result = backend.allocate(geometry.outShape);
    const { batchSize, outHeight, outWidth } = geometry;
    const { sizes, workgroups } = placesOf(geometry, batchSize * outHeight * outWidth);
    backend.runShader(maxPoolShader(windowOf(geometry)), { reads: [maps], writes: [result], sizes, workgroups });
    return result;
  });
  return {
    ...ours,
    kernelFunc: (given) => (isFloat(inputOf(given, 'x')) ? ours : { kernelFunc: stock }).kernelFunc(given),
  };
}

/** `pool_webgpu` of tfjs-backend-webgpu 4.22 looks for the maximum with `>=`, where `cpu` and PyTorch use `>`. */
export const maxPoolGradient = webgpuKernel('MaxPoolGrad', ({ backend, attributes, input }) => {
  const [outer, maps, pooled] = [input('dy'), input('input'), input('output')];
  const geometry = poolGeometry(attributes, maps.shape);
  const result = backend.allocate(maps.shape);
  const { batchSize, inHeight, inWidth } = geometry;
  const { sizes, workgroups } = placesOf(geometry, batchSize * inHeight * inWidth);
  const shader = maxPoolGradientShader(windowOf(geometry));
  backend.runShader(shader, { reads: [outer, maps, pooled], writes: [result], sizes, workgroups });
  return result;
});

/** What each invocation treats: channels, by fours where they are, of one of `pixels`. */
function placesOf(geometry: Geometry, pixels: number): { sizes: number[]; workgroups: number } {
  const { inChannels, inHeight, inWidth, outHeight, outWidth, padInfo } = geometry;
  const blocks = inChannels / (windowOf(geometry).isFours ? 4 : 1);
  const count = pixels * blocks;
  const sizes = [count, blocks, inHeight, inWidth, outHeight, outWidth, padInfo.top, padInfo.left];
  return { sizes, workgroups: ShaderRuns.flat(count) };
}

function windowOf({ filterHeight, filterWidth, strideHeight, strideWidth, inChannels }: Geometry): PoolWindow {
  return { height: filterHeight, width: filterWidth, strideHeight, strideWidth, isFours: inChannels % 4 === 0 };
}
