/** Plain training steps of a whole network on the open engine, as a run takes them. */
import { crossEntropyObjective } from '../../core/methods/cross-entropy';
import { findNetwork } from '../../core/networks';
import { initialWeights } from '../../core/networks/initial-weights';
import { listParameters } from '../../core/networks/parameter-list';
import { randomStream } from '../../core/random';
import type { ImageBatch } from '../../core/training/batches/image-batch';
import type { Learner } from '../../core/training/loop/learner';
import { Recordings } from '../../core/recording/recordings';
import { trainStep } from '../../core/training/loop/train-step';
import { disposeTensors, toTensors } from '../../core/weights/weight-tensors';

export interface StepSize {
  readonly images: number;
  readonly microBatches: number;
}

export interface TrainingSteps {
  /** Resolves when the device has finished. Throws OutOfMemoryError. */
  run(size: StepSize): Promise<void>;
  dispose(): void;
}

/** Small: the weights are to stay finite. */
const options = { learningRate: 1e-4, momentum: 0.1 } as const;

/** Images are noise, and the weights those of seed 1. */
export function openTrainingSteps(networkId: string, imageSize: number): TrainingSteps {
  const network = findNetwork(networkId);
  const weights = initialWeights(network, { imageSize, seed: 1 });
  const trained = new Set(
    listParameters(network, imageSize).flatMap(({ name, isTrainable }) => (isTrainable ? [name] : [])),
  );
  const student = toTensors(weights);
  const momentum = toTensors(
    weights
      .filter(({ name }) => trained.has(name))
      .map((weight) => ({ ...weight, data: new Float32Array(weight.data.length) })),
  );
  const learner: Learner = {
    network,
    student,
    momentum,
    secondMoments: null,
    teacher: null,
    needsTeacherOutputs: false,
    objective: crossEntropyObjective,
    termIds: ['crossEntropy'],
    recordings: new Recordings(),
  };
  let batch = noiseBatch(1, imageSize);
  return {
    async run({ images, microBatches }) {
      if (batch.count !== images) {
        batch = noiseBatch(images, imageSize);
        learner.recordings.clear();
      }
      await trainStep(learner, batch, { ...options, microBatches });
    },
    dispose() {
      learner.recordings.clear();
      for (const tensors of [student, momentum]) disposeTensors(tensors);
    },
  };
}

/** Pixels in [-1, 1), one image again and again. */
function noiseBatch(count: number, size: number): ImageBatch {
  const length = size * size * 3;
  const random = randomStream(1, 'benchmark-images', size);
  const pixels = new Float32Array(count * length);
  for (let place = 0; place < length; place++) pixels[place] = 2 * random.uniform() - 1;
  for (let image = 1; image < count; image++) pixels.copyWithin(image * length, 0, length);
  return { pixels, labels: Uint8Array.from({ length: count }, (_, index) => index % 2), count, size };
}
