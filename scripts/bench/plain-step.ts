/** Plain steps of a network on the open engine, without a run around them: for what is counted and not timed on a device. */
import { crossEntropyObjective } from '../../src/core/methods/cross-entropy';
import { initialWeights } from '../../src/core/networks/initial-weights';
import { listParameters } from '../../src/core/networks/parameter-list';
import type { Network } from '../../src/core/networks/network';
import { Recordings } from '../../src/core/recording/recordings';
import { trainStep } from '../../src/core/training/loop/train-step';
import { disposeTensors, toTensors, type WeightTensors } from '../../src/core/weights/weight-tensors';
import { zerosLike } from './zero-weights';

export interface PlainSteps {
  /** All that lives from step to step. */
  readonly tensors: WeightTensors[];
  readonly step: () => Promise<void>;
  readonly dispose: () => void;
}

export function plainSteps(network: Network, { batch, size }: { batch: number; size: number }): PlainSteps {
  const start = initialWeights(network, { imageSize: size, seed: 1 });
  const parameters = listParameters(network, size).filter(({ isTrainable }) => isTrainable);
  const trainable = new Set(parameters.map(({ name }) => name));
  const student = toTensors(start);
  const momentum = toTensors(zerosLike(start.filter(({ name }) => trainable.has(name))));
  const learner = {
    ...{ network, student, momentum, secondMoments: null, teacher: null, needsTeacherOutputs: false },
    ...{ objective: crossEntropyObjective, termIds: ['crossEntropy'], recordings: new Recordings() },
  };
  const pixels = new Float32Array(batch * size * size * 3);
  const labels = Uint8Array.from({ length: batch }, (_, index) => index % 2);
  return {
    tensors: [student, momentum],
    step: async () => {
      await trainStep(learner, { pixels, labels, count: batch, size }, { learningRate: 0.01, momentum: 0.9 });
    },
    dispose: () => {
      learner.recordings.clear();
      [student, momentum].forEach(disposeTensors);
    },
  };
}
