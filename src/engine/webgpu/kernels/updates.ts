/** Optimisers' updates in place and running averages, several tensors a dispatch (src/core/networks/fused-kernels.ts). */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { numberedInputs } from '../../kernel-inputs';
import { ShaderRuns } from '../shader-runs';
import { groupsAtOnce, updateShader, type Update } from '../shaders/updates';
import type { WatchedBackend } from '../watched-backend';
import { webgpuKernel } from '../webgpu-kernel';

/** v = momentum v + gradient; w = w - learning rate v. */
const momentumUpdate: Update = {
  ...{ key: 'momentum update', reads: ['gradient'], writes: ['weight', 'velocity'], factorCount: 2 },
  code: (of, factor) => `let velocity = ${factor(1)} * ${of('velocity')} + ${of('gradient')};
        ${of('velocity')} = velocity;
        ${of('weight')} -= ${factor(0)} * velocity;`,
};

const MomentumAttributes = z.object({ learningRate: z.number(), momentum: z.number() });

/** Changes weights and velocities in place, which are therefore not to be shared with other tensors. */
export const momentumUpdates = webgpuKernel('MomentumUpdates', ({ backend, attributes, given }) => {
  const { learningRate, momentum } = MomentumAttributes.parse(attributes);
  const tensors = numberedInputs(given, ['weight', 'velocity', 'gradient']);
  const groups = tensors.flatMap(([weight, velocity, gradient]) =>
    weight && velocity && gradient ? [{ reads: [gradient], writes: [weight, velocity] }] : [],
  );
  runUpdates(backend, momentumUpdate, groups, () => [learningRate, momentum]);
  return [];
});

/** See core's `adamUpdate`. */
const adamUpdate: Update = {
  ...{ key: 'adam update', reads: ['gradient'], writes: ['weight', 'first', 'second'], factorCount: 9 },
  code: (of, factor) => `let weight = ${of('weight')};
        let slope = ${factor(6)} * weight + ${of('gradient')};
        let first = ${factor(0)} * ${of('first')} + ${factor(1)} * slope;
        let second = ${factor(2)} * ${of('second')} + ${factor(3)} * slope * slope;
        ${of('first')} = first;
        ${of('second')} = second;
        ${of('weight')} = ${factor(5)} * weight - ${factor(7)} * first / (${factor(8)} * sqrt(second) + ${factor(4)});`,
};

const AdamAttributes = z.object({
  beta1: z.number(),
  beta2: z.number(),
  epsilon: z.number(),
  keep: z.number(),
  coupled: z.number(),
  rate: z.number(),
  scale: z.number(),
});

/** Changes weights and moments in place, which are therefore not to be shared with other tensors. */
export const adamUpdates = webgpuKernel('AdamUpdates', ({ backend, attributes, given }) => {
  const { beta1, beta2, epsilon, keep, coupled, rate, scale } = AdamAttributes.parse(attributes);
  const tensors = numberedInputs(given, ['weight', 'first', 'second', 'gradient']);
  const groups = tensors.flatMap(([weight, first, second, gradient]) =>
    weight && first && second && gradient ? [{ reads: [gradient], writes: [weight, first, second] }] : [],
  );
  const factors = [beta1, 1 - beta1, beta2, 1 - beta2, epsilon, keep, coupled, rate, scale];
  runUpdates(backend, adamUpdate, groups, () => factors);
  return [];
});

const movingAverage: Update = {
  ...{ key: 'moving average', reads: ['average', 'value'], writes: ['moved'], factorCount: 2 },
  code: (of, factor) => `${of('moved')} = ${factor(0)} * ${of('average')} + ${factor(1)} * ${of('value')};`,
};

const AverageAttributes = z.object({ keep: z.array(z.number()), share: z.array(z.number()) });

export const movingAverages = webgpuKernel('MovingAverages', ({ backend, attributes, given }) => {
  const { keep, share } = AverageAttributes.parse(attributes);
  const tensors = numberedInputs(given, ['average', 'value']);
  const moved = tensors.map(([average]) => backend.allocate(average?.shape ?? []));
  const groups = moved.map((output, index) => ({ reads: tensors[index] ?? [], writes: [output] }));
  runUpdates(backend, movingAverage, groups, (index) => [keep[index] ?? NaN, share[index] ?? NaN]);
  return moved;
});

interface Group {
  readonly reads: readonly tf.TensorInfo[];
  /** The first of them says how many values there are. */
  readonly writes: readonly tf.TensorInfo[];
}

interface CountedGroup extends Group {
  readonly count: number;
  readonly factors: readonly number[];
}

/** Invocations walk on in steps, so that no dispatch is too large. */
const mostWorkgroups = 4096;

function runUpdates(
  backend: WatchedBackend,
  update: Update,
  groups: readonly Group[],
  factorsOf: (index: number) => readonly number[],
): void {
  const all = groups.map((group, index): CountedGroup => {
    const count = tf.util.sizeFromShape(group.writes[0]?.shape ?? []);
    return { ...group, count, factors: factorsOf(index) };
  });
  // Like sizes come together: a dispatch takes as long as its largest group.
  all.sort((left, right) => right.count - left.count);
  const numbers = Float32Array.from(all.flatMap((group) => group.factors));
  const factors = backend.makeTensorInfo([numbers.length], 'float32', numbers);
  const atOnce = groupsAtOnce(update, backend.device.limits.maxStorageBuffersPerShaderStage);
  for (let first = 0; first < all.length; first += atOnce) {
    const together = all.slice(first, first + atOnce);
    const counts = together.map(({ count }) => count);
    backend.runShader(updateShader(update, together.length), {
      reads: [...together.flatMap(({ reads }) => reads), factors],
      writes: together.flatMap(({ writes }) => writes),
      sizes: [first * update.factorCount, ...counts],
      workgroups: [Math.min(mostWorkgroups, ShaderRuns.flat(Math.max(...counts))), together.length, 1],
    });
  }
  backend.disposeData(factors.dataId);
}
