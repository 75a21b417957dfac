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

/** Changes weights and velocities in place, which are therefore not to be shared with other tensors. */
export const momentumUpdates = webgpuKernel('MomentumUpdates', ({ backend, given, input }) => {
  const tensors = numberedInputs(given, ['weight', 'velocity', 'gradient']);
  const groups = tensors.flatMap(([weight, velocity, gradient]) =>
    weight && velocity && gradient ? [{ reads: [gradient], writes: [weight, velocity] }] : [],
  );
  runUpdates(backend, momentumUpdate, { groups, factors: input('factors') });
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

/** Changes weights and moments in place, which are therefore not to be shared with other tensors. */
export const adamUpdates = webgpuKernel('AdamUpdates', ({ backend, given, input }) => {
  const tensors = numberedInputs(given, ['weight', 'first', 'second', 'gradient']);
  const groups = tensors.flatMap(([weight, first, second, gradient]) =>
    weight && first && second && gradient ? [{ reads: [gradient], writes: [weight, first, second] }] : [],
  );
  runUpdates(backend, adamUpdate, { groups, factors: input('factors') });
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
  const numbers = Float32Array.from(moved.flatMap((_, index) => [keep[index] ?? NaN, share[index] ?? NaN]));
  const factors = backend.makeTensorInfo([numbers.length], 'float32', numbers);
  runUpdates(backend, movingAverage, { groups, factors, areOwn: true });
  backend.disposeData(factors.dataId);
  return moved;
});

const assignment: Update = {
  ...{ key: 'assignment', reads: ['value'], writes: ['target'], factorCount: 0 },
  code: (of) => `${of('target')} = ${of('value')};`,
};

/** Gives tensors the values of others, where they are. */
export const assignTensors = webgpuKernel('AssignTensors', ({ backend, given }) => {
  const groups = numberedInputs(given, ['target', 'value']).flatMap(([target, value]) =>
    target && value ? [{ reads: [value], writes: [target] }] : [],
  );
  runUpdates(backend, assignment, { groups, factors: null });
  return [];
});

interface Group {
  readonly reads: readonly tf.TensorInfo[];
  /** The first of them says how many values there are. */
  readonly writes: readonly tf.TensorInfo[];
}

interface CountedGroup extends Group {
  readonly count: number;
  readonly firstFactor: number;
}

/** Invocations walk on in steps, so that no dispatch is too large. */
const mostWorkgroups = 4096;

interface Updates {
  readonly groups: readonly Group[];
  /** Numbers of the update: the same for all groups, or each group's own one after the other; null where it has none. */
  readonly factors: tf.TensorInfo | null;
  readonly areOwn?: boolean;
}

function runUpdates(backend: WatchedBackend, update: Update, { groups, factors, areOwn = false }: Updates): void {
  const all = groups.map((group, index): CountedGroup => {
    const count = tf.util.sizeFromShape(group.writes[0]?.shape ?? []);
    return { ...group, count, firstFactor: areOwn ? index * update.factorCount : 0 };
  });
  // Like sizes come together: a dispatch takes as long as its largest group.
  all.sort((left, right) => right.count - left.count);
  const atOnce = groupsAtOnce(update, backend.device.limits.maxStorageBuffersPerShaderStage);
  for (let first = 0; first < all.length; first += atOnce) {
    const together = all.slice(first, first + atOnce);
    const counts = together.map(({ count }) => count);
    backend.runShader(updateShader(update, together.length), {
      reads: [...together.flatMap(({ reads }) => reads), ...(factors ? [factors] : [])],
      writes: together.flatMap(({ writes }) => writes),
      sizes: together.flatMap(({ count, firstFactor }) => [count, firstFactor]),
      workgroups: [Math.min(mostWorkgroups, ShaderRuns.flat(Math.max(...counts))), together.length, 1],
    });
  }
}
