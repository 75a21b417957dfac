/** Recorded steps on engine `webgpu` against the same steps computed directly: bit by bit. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { crossEntropyObjective } from '../../../../src/core/methods/cross-entropy';
import { initialWeights } from '../../../../src/core/networks/initial-weights';
import { listParameters } from '../../../../src/core/networks/parameter-list';
import { smallCnn } from '../../../../src/core/networks/small-cnn';
import { randomStream } from '../../../../src/core/random';
import { Recordings, type Computation, type Computed, type Inputs } from '../../../../src/core/recording/recordings';
import { trainStep } from '../../../../src/core/training/loop/train-step';
import { disposeTensors, toTensors } from '../../../../src/core/weights/weight-tensors';
import { openWebgpu } from '../../../../src/engine/webgpu/open-webgpu';
import { toWeights } from '../../../fixtures/to-weights';
import { findAdapter, titled } from '../../../fixtures/webgpu-adapter';
import { zerosLike } from '../../../fixtures/zero-weights';

class Unrecorded extends Recordings {
  override run<Given extends Inputs, Facts>({ inputs, compute }: Computation<Given, Facts>): Computed<Facts> {
    return compute(inputs);
  }
}

const size = 16;

async function train(recordings: Recordings, { microBatches = 1, counts = [4, 4, 3, 4] } = {}): Promise<unknown> {
  const start = initialWeights(smallCnn, { imageSize: size, seed: 5 });
  const names = listParameters(smallCnn, size).flatMap(({ name, isTrainable }) => (isTrainable ? [name] : []));
  const student = toTensors(start);
  const momentum = toTensors(zerosLike(start.filter(({ name }) => names.includes(name))));
  const learner = {
    ...{ network: smallCnn, student, momentum, secondMoments: null, teacher: null, needsTeacherOutputs: false },
    ...{ objective: crossEntropyObjective, termIds: ['crossEntropy'], recordings },
  };
  const random = randomStream(3, 'images');
  const losses: unknown[] = [];
  for (const [step, count] of counts.entries()) {
    const pixels = Float32Array.from({ length: count * size * size * 3 }, () => random.uniform() * 2 - 1);
    const batch = { pixels, labels: Uint8Array.of(0, 1, 1, 0).slice(0, count), count, size };
    const options = { learningRate: 0.05 / (step + 1), momentum: 0.9, microBatches };
    losses.push((await trainStep(learner, batch, options)).losses);
  }
  const weights = await toWeights(student);
  recordings.clear();
  disposeTensors(student);
  disposeTensors(momentum);
  return { losses, weights };
}

const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('a recorded step of webgpu', adapter), () => {
  beforeAll(() => openWebgpu());

  it(
    'equals one that was not recorded, bit by bit, with rates that change and a smaller batch between',
    { timeout: 120_000 },
    async () => {
      const before = tf.memory();
      const expected = await train(new Unrecorded());
      expect(await train(new Recordings())).toEqual(expected);
      expect(tf.memory().numTensors).toBe(before.numTensors);
    },
  );

  it('adds up micro-batches as if they were not recorded', { timeout: 120_000 }, async () => {
    const given = { microBatches: 2, counts: [4, 4] };
    expect(await train(new Recordings(), given)).toEqual(await train(new Unrecorded(), given));
  });
});
