/** Core's layers of batch normalisation (src/core/networks/fused-kernels.ts): two passes each way, one by given statistics. */
import type * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { ShaderRuns } from '../shader-runs';
import {
  gradientApply,
  gradientSums,
  normaliseByBatch,
  normaliseByGiven,
  statisticsSums,
} from '../shaders/normalisation';
import { webgpuKernel, type Received } from '../webgpu-kernel';
import { rowParts } from './row-parts';

const Attributes = z.object({
  epsilon: z.number(),
  activation: z.enum(['none', 'relu', 'swish']),
  statistics: z.enum(['batch', 'fixed']),
});

export const batchNormTraining = webgpuKernel('BatchNormTraining', (received) => {
  const { backend, attributes, input } = received;
  const { epsilon, activation, statistics } = Attributes.parse(attributes);
  if (statistics === 'fixed') return [byGiven(received), ...[input('mean'), input('variance')].map(shared(received))];
  const maps = input('x');
  const { rows, blocks, lanes, groups, parts, rowsOfPart, rowsOfGroup } = rowParts(maps.shape);
  const channels = [4 * blocks];
  const sums = backend.allocate([2 * parts, 4 * blocks]);
  backend.runShader(statisticsSums(lanes), {
    ...{ reads: [maps], writes: [sums] },
    ...{ sizes: [rows, blocks, rowsOfPart], workgroups: [groups, parts, 1] },
  });
  const outputs = [backend.allocate(maps.shape), backend.allocate(channels), backend.allocate(channels)];
  backend.runShader(normaliseByBatch(lanes, activation), {
    ...{ reads: [maps, input('scale'), input('shift'), sums], writes: outputs },
    sizes: [rows, blocks, parts, rowsOfGroup, bitsOf(epsilon)],
    workgroups: [groups, Math.ceil(rows / rowsOfGroup), 1],
  });
  backend.disposeData(sums.dataId);
  return outputs;
});

export const batchNormInference = webgpuKernel('BatchNormInference', byGiven);

export const batchNormTrainingGradient = webgpuKernel('BatchNormTrainingGradient', ({ backend, attributes, input }) => {
  const { epsilon, activation, statistics } = Attributes.parse(attributes);
  const [outer, maps] = [input('dy'), input('x')];
  const { rows, blocks, lanes, groups, parts, rowsOfPart, rowsOfGroup } = rowParts(maps.shape);
  const channels = [4 * blocks];
  // After the parts' sums come the lines of what the channels' normalisation was.
  const sums = backend.allocate([2 * parts + 4, 4 * blocks]);
  const given = ['mean', 'variance', 'scale', 'shift'].map(input);
  backend.runShader(gradientSums(lanes, activation), {
    ...{ reads: [outer, maps, ...given], writes: [sums] },
    ...{ sizes: [rows, blocks, rowsOfPart, parts, bitsOf(epsilon)], workgroups: [groups, parts, 1] },
  });
  const gradients = [backend.allocate(maps.shape), backend.allocate(channels), backend.allocate(channels)];
  backend.runShader(gradientApply(lanes, activation, statistics), {
    ...{ reads: [outer, maps, sums], writes: gradients },
    sizes: [rows, blocks, parts, rowsOfGroup],
    workgroups: [groups, Math.ceil(rows / rowsOfGroup), 1],
  });
  backend.disposeData(sums.dataId);
  return gradients;
});

function byGiven({ backend, attributes, input }: Received): tf.TensorInfo {
  const { epsilon, activation } = Attributes.parse(attributes);
  const maps = input('x');
  const output = backend.allocate(maps.shape);
  const { rows, blocks } = rowParts(maps.shape);
  backend.runShader(normaliseByGiven(activation), {
    reads: [maps, ...['scale', 'shift', 'mean', 'variance'].map(input)],
    writes: [output],
    sizes: [rows * blocks, blocks, bitsOf(epsilon)],
    workgroups: ShaderRuns.flat(rows * blocks),
  });
  return output;
}

/** A tensor of its own that has the other's values. */
function shared({ backend }: Received): (tensor: tf.TensorInfo) => tf.TensorInfo {
  return ({ dataId, shape, dtype }) => {
    backend.incRef(dataId);
    return { dataId, shape, dtype };
  };
}

/** Of a float32, as the whole number that sizes are. */
function bitsOf(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0] ?? 0;
}
