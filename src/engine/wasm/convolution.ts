/** Convolution and its gradients as matrix products, on the images themselves (1x1) or on the patches of a few rows at a time. */
import type * as tf from '@tensorflow/tfjs-core';
import { convolutionGeometry, inputOf, type KernelArguments } from '../kernel-inputs';
import { KernelMemory } from './kernel-memory';

type Geometry = tf.backend_util.Conv2DInfo;

/** Bytes of patches that are laid out at once: they stay in the second cache. */
const patchBytes = 2 ** 18;

/** Filters are [taps, outputs] in memory, feature maps [positions, channels]. */
interface Sizes {
  readonly positions: number;
  readonly taps: number;
  readonly outputs: number;
  /** Whether every output sees exactly its own pixel, so that the images are the patches. */
  readonly isPointwise: boolean;
}

export const convolution: tf.KernelConfig = {
  kernelName: 'Conv2D',
  backendName: 'wasm',
  kernelFunc: (received) => {
    const input = inputOf(received, 'x');
    const filter = inputOf(received, 'filter');
    const geometry = geometryOf(received, { input: input.shape, filter: filter.shape });
    const memory = KernelMemory.of(received.backend);
    const { taps, outputs } = sizesOf(geometry);
    const output = memory.allocate(geometry.outShape);
    const b = { at: memory.address(filter), stride: outputs };
    forPatches(memory, geometry, (patches, first, count, isLaidOut) => {
      if (isLaidOut) gather(memory, { input, geometry, patches, first, count });
      const a = { at: isLaidOut ? patches : memory.address(input), stride: taps };
      const c = { at: memory.address(output) + 4 * first * outputs, stride: outputs };
      memory.multiply({ rows: count, columns: outputs, depth: taps, a, b, c });
    });
    return output;
  },
};

export const convolutionInputGradient: tf.KernelConfig = {
  kernelName: 'Conv2DBackpropInput',
  backendName: 'wasm',
  kernelFunc: (received) => {
    const outer = inputOf(received, 'dy');
    const filter = inputOf(received, 'filter');
    const geometry = geometryOf(received, { filter: filter.shape });
    const memory = KernelMemory.of(received.backend);
    const { taps, outputs, isPointwise } = sizesOf(geometry);
    const gradient = memory.allocate(geometry.inShape);
    if (!isPointwise) memory.values(gradient).fill(0);
    const b = { at: memory.address(filter), stride: outputs, isTransposed: true };
    forPatches(memory, geometry, (patches, first, count, isLaidOut) => {
      const a = { at: memory.address(outer) + 4 * first * outputs, stride: outputs };
      const c = { at: isLaidOut ? patches : memory.address(gradient), stride: taps };
      memory.multiply({ rows: count, columns: taps, depth: outputs, a, b, c });
      if (isLaidOut) {
        memory.call('scatterPatches', patches, memory.address(gradient), first, count, ...patchGeometry(geometry));
      }
    });
    return gradient;
  },
};

export const convolutionFilterGradient: tf.KernelConfig = {
  kernelName: 'Conv2DBackpropFilter',
  backendName: 'wasm',
  kernelFunc: (received) => {
    const input = inputOf(received, 'x');
    const outer = inputOf(received, 'dy');
    const geometry = geometryOf(received, { input: input.shape });
    const memory = KernelMemory.of(received.backend);
    const { taps, outputs } = sizesOf(geometry);
    const gradient = memory.allocate(geometry.filterShape);
    const c = { at: memory.address(gradient), stride: outputs };
    forPatches(memory, geometry, (patches, first, count, isLaidOut) => {
      if (isLaidOut) gather(memory, { input, geometry, patches, first, count });
      const a = { at: isLaidOut ? patches : memory.address(input), stride: taps, isTransposed: true };
      const b = { at: memory.address(outer) + 4 * first * outputs, stride: outputs };
      memory.multiply({ rows: taps, columns: outputs, depth: count, a, b, c, adds: first > 0 });
    });
    return gradient;
  },
};

function geometryOf(received: KernelArguments, shapes: { input?: number[]; filter?: number[] }): Geometry {
  return convolutionGeometry(received.attrs, { ...shapes, isDepthwise: false });
}

function sizesOf(geometry: Geometry): Sizes {
  const { batchSize, outHeight, outWidth, outChannels, inChannels, filterHeight, filterWidth, padInfo } = geometry;
  const isOnePixel = filterHeight === 1 && filterWidth === 1;
  const isDense = geometry.strideHeight === 1 && geometry.strideWidth === 1;
  const isUnpadded = padInfo.top + padInfo.bottom + padInfo.left + padInfo.right === 0;
  return {
    positions: batchSize * outHeight * outWidth,
    taps: filterHeight * filterWidth * inChannels,
    outputs: outChannels,
    isPointwise: isOnePixel && isDense && isUnpadded,
  };
}

/** Visits all output positions: at once where the images are the patches, else in runs whose patches fit the cache. */
function forPatches(
  memory: KernelMemory,
  geometry: Geometry,
  visit: (patches: number, first: number, count: number, isLaidOut: boolean) => void,
): void {
  const { positions, taps, isPointwise } = sizesOf(geometry);
  if (isPointwise) {
    visit(0, 0, positions, false);
    return;
  }
  const run = Math.min(positions, Math.max(64, Math.floor(patchBytes / (4 * taps))));
  const patches = memory.scratchBesideProduct(4 * taps * run);
  for (let first = 0; first < positions; first += run) visit(patches, first, Math.min(run, positions - first), true);
}

interface PatchRun {
  readonly input: tf.TensorInfo;
  readonly geometry: Geometry;
  readonly patches: number;
  readonly first: number;
  readonly count: number;
}

function gather(memory: KernelMemory, { input, geometry, patches, first, count }: PatchRun): void {
  memory.call('gatherPatches', memory.address(input), patches, first, count, ...patchGeometry(geometry));
}

function patchGeometry(geometry: Geometry): number[] {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, padInfo } = geometry;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  const sizes = [inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth];
  return [...sizes, strideHeight, strideWidth, dilationHeight, dilationWidth, padInfo.top, padInfo.left];
}
