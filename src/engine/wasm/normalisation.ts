/** Batch normalisation with the activation after it: one pass for the statistics, one for the values, two for the gradient. */
import type * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { inputOf, type KernelArguments } from '../kernel-inputs';
import { KernelMemory } from './kernel-memory';

const Attributes = z.object({
  epsilon: z.number(),
  activation: z.enum(['none', 'relu', 'swish']),
  statistics: z.enum(['batch', 'fixed']),
});

/** Suffixes of the kernels' names. */
const suffixes = { none: '', relu: 'Relu', swish: 'Swish' } as const;

export const batchNormTraining: tf.KernelConfig = {
  kernelName: 'BatchNormTraining',
  backendName: 'wasm',
  kernelFunc: (received) => {
    const { epsilon, activation, statistics } = Attributes.parse(received.attrs);
    const memory = KernelMemory.of(received.backend);
    const input = inputOf(received, 'x');
    const { rows, channels } = matrixOf(input);
    const mean = memory.allocate([channels]);
    const variance = memory.allocate([channels]);
    if (statistics === 'batch') {
      const scratch = memory.scratch(16 * channels);
      const results = [memory.address(mean), memory.address(variance)] as const;
      memory.call('batchStatistics', memory.address(input), rows, channels, ...results, scratch);
    } else {
      memory.values(mean).set(memory.values(inputOf(received, 'mean')));
      memory.values(variance).set(memory.values(inputOf(received, 'variance')));
    }
    const output = memory.allocate(input.shape);
    const { factor, offset, table } = factorAndOffset(memory, received, { mean, variance, epsilon });
    const values = [memory.address(input), factor, offset, memory.address(output)] as const;
    memory.call(
      `normalise${suffixes[activation]}`,
      ...values,
      rows,
      channels,
      ...(activation === 'swish' ? [table] : []),
    );
    return [output, mean, variance];
  },
};

export const batchNormInference: tf.KernelConfig = {
  kernelName: 'BatchNormInference',
  backendName: 'wasm',
  kernelFunc: (received) => {
    const { epsilon, activation } = Attributes.parse(received.attrs);
    const memory = KernelMemory.of(received.backend);
    const input = inputOf(received, 'x');
    const { rows, channels } = matrixOf(input);
    const output = memory.allocate(input.shape);
    const [mean, variance] = [inputOf(received, 'mean'), inputOf(received, 'variance')];
    const { factor, offset, table } = factorAndOffset(memory, received, { mean, variance, epsilon });
    const values = [memory.address(input), factor, offset, memory.address(output), rows, channels] as const;
    memory.call(`normalise${suffixes[activation]}`, ...values, ...(activation === 'swish' ? [table] : []));
    return output;
  },
};

export const batchNormTrainingGradient: tf.KernelConfig = {
  kernelName: 'BatchNormTrainingGradient',
  backendName: 'wasm',
  kernelFunc: (received) => {
    const { epsilon, activation, statistics } = Attributes.parse(received.attrs);
    const memory = KernelMemory.of(received.backend);
    const [outer, input] = [inputOf(received, 'dy'), inputOf(received, 'x')];
    const [mean, variance] = [inputOf(received, 'mean'), inputOf(received, 'variance')];
    const { rows, channels } = matrixOf(input);
    const gradient = memory.allocate(input.shape);
    const scaleGradient = memory.allocate([channels]);
    const shiftGradient = memory.allocate([channels]);
    const line = 4 * channels;
    // factor, offset, p, q, r, and the four lines of the sums
    const at = memory.scratch(9 * line + tableBytes);
    const [p, q, r, sums] = [at + 2 * line, at + 3 * line, at + 4 * line, at + 5 * line];
    const table = at + 9 * line;
    const { factor, offset } = factorAndOffset(memory, received, { mean, variance, epsilon });
    const activations = [memory.address(outer), memory.address(input)] as const;
    const along = activation === 'none' ? [] : [factor, offset];
    const extra = activation === 'swish' ? [table] : [];
    const suffix = suffixes[activation];
    memory.call(
      `gradientSums${suffix}`,
      ...activations,
      ...along,
      memory.address(mean),
      rows,
      channels,
      sums,
      ...extra,
    );
    const spread = memory.values(variance);
    const scale = memory.values(inputOf(received, 'scale'));
    const [weights, alongs, offsets] = [memory.line(p, channels), memory.line(q, channels), memory.line(r, channels)];
    const [totals, products] = [memory.line(sums + 2 * line, channels), memory.line(sums + 3 * line, channels)];
    const [scaleSlope, shiftSlope] = [memory.values(scaleGradient), memory.values(shiftGradient)];
    const share = statistics === 'batch' ? 1 / rows : 0;
    for (let channel = 0; channel < channels; channel++) {
      const inverse = 1 / Math.sqrt((spread[channel] ?? 0) + epsilon);
      const weight = (scale[channel] ?? 0) * inverse;
      const total = totals[channel] ?? 0;
      const product = products[channel] ?? 0;
      scaleSlope[channel] = product * inverse;
      shiftSlope[channel] = total;
      // dx = weight (dz - mean(dz) - unit mean(dz unit)), unit = (x - mean) inverse; fixed statistics have no such parts.
      weights[channel] = weight;
      alongs[channel] = -weight * inverse * inverse * product * share;
      offsets[channel] = -weight * total * share;
    }
    const results = [memory.address(mean), p, q, r, memory.address(gradient)] as const;
    memory.call(`gradientApply${suffix}`, ...activations, ...along, ...results, rows, channels, ...extra);
    return [gradient, scaleGradient, shiftGradient];
  },
};

function matrixOf({ shape }: tf.TensorInfo): { rows: number; channels: number } {
  const channels = shape.at(-1) ?? 1;
  return { rows: shape.reduce((product, side) => product * side, 1) / channels, channels };
}

/** Bytes of the table that swish takes its constants from. */
const tableBytes = 48;

/** Addresses in scratch of scale / deviation and shift - mean scale / deviation, its first two lines, and of swish's table. */
function factorAndOffset(
  memory: KernelMemory,
  received: KernelArguments,
  { mean, variance, epsilon }: { mean: tf.TensorInfo; variance: tf.TensorInfo; epsilon: number },
): { factor: number; offset: number; table: number } {
  const channels = mean.shape[0] ?? 0;
  const factor = memory.scratch(8 * channels + tableBytes);
  const offset = factor + 4 * channels;
  const [factors, offsets] = [memory.line(factor, channels), memory.line(offset, channels)];
  const [means, spread] = [memory.values(mean), memory.values(variance)];
  const [scale, shift] = [memory.values(inputOf(received, 'scale')), memory.values(inputOf(received, 'shift'))];
  for (let channel = 0; channel < channels; channel++) {
    const weight = (scale[channel] ?? 0) / Math.sqrt((spread[channel] ?? 0) + epsilon);
    factors[channel] = weight;
    offsets[channel] = (shift[channel] ?? 0) - (means[channel] ?? 0) * weight;
  }
  return { factor, offset, table: offset + 4 * channels };
}
