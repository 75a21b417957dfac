/** A training beside PyTorch's recorded one, batch by batch: the whole second stage of a chain, as a run does it. */
import { expect } from 'vitest';
import { networks } from '../../../src/core/networks/index';
import { randomStream } from '../../../src/core/random';
import { resolveRecipe } from '../../../src/core/recipe/recipe';
import { TrainingSession } from '../../../src/core/training/loop/session';
import { stageStart } from '../../../src/core/training/loop/train-stage';
import { trainChain } from '../../../src/core/training/loop/train-chain';
import type { ChainTraining, TaskData } from '../../../src/core/training/training';
import recorded from '../../golden/trajectory.json';
import { MemoryOutput } from './tiny-chain';
import { placedBy, startingWeights, Trajectories, trajectoryImages, type Trajectory } from './torch-trajectory';

const { imageSize, batchSize, trajectories } = Trajectories.parse(recorded);
const seed = 2020;

export { trajectories };

/** `allowed`: of each loss, relatively. */
export async function expectTrajectory(trajectory: Trajectory, allowed: number): Promise<void> {
  const output = new MemoryOutput();
  expect(await trainChain(secondStage(trajectory, output))).toBe('completed');
  const stored = output.ofType('method/reported').map(({ report }) => report.rows.map(({ values }) => values));
  expect(stored).toEqual(trajectory.method === 'cored' ? [trajectory.storeCounts] : []);
  const losses = output.ofType('batches/ended').map((event) => event.losses);
  expect(losses).toHaveLength(trajectory.losses.length);
  losses.forEach((found, stage) => {
    const expected = trajectory.losses[stage];
    const total = expected?.total ?? NaN;
    const message = `stage ${stage + 1}`;
    expect(Math.abs(found.total / total - 1), message).toBeLessThan(allowed);
    // A term may be 0 by itself: it is held to the same share of the whole.
    for (const term of ['crossEntropy', 'distillation', 'representation'] as const) {
      const difference = Math.abs((found[term] ?? 0) - (expected?.[term] ?? 0));
      expect(difference, `${term} of ${message}`).toBeLessThan(allowed * total);
    }
  });
}

/** One epoch over the recorded images, shuffled by the run into the recorded order; the clock reports every batch. */
function secondStage(trajectory: Trajectory, output: MemoryOutput): ChainTraining {
  const { method, learningRate, momentum, representation } = trajectory;
  const network = networks.find(({ id }) => id === trajectory.network);
  if (!network) throw new Error(`There is no network "${trajectory.network}".`);
  const ofNetwork = network.id === 'efficientnet-b0' ? { dropout: false } : {};
  const ofMethod = representation === null ? {} : { representation };
  const parameters = {
    ...{ imageSize, batchSize, learningRate, momentum, epochs: 1, horizontalFlip: 0, cutmixProbability: 0 },
    ...ofNetwork,
    ...ofMethod,
  };
  const count = trajectory.losses.length * batchSize;
  const order = randomStream(seed, 'shuffle', 2, 1).permutation(count);
  const few = trajectoryImages(4, imageSize);
  const second: TaskData = {
    name: 'second',
    train: placedBy(trajectoryImages(count, imageSize), order),
    val: few,
    test: null,
  };
  let seconds = 0;
  const training: ChainTraining = {
    recipe: resolveRecipe({ method, network: network.id, parameters }),
    seed,
    tasks: [{ ...second, name: 'first', train: few }, second],
    initialWeights: null,
    resumeFrom: null,
    output,
    now: () => ++seconds,
  };
  const student = startingWeights(network, trajectory, imageSize);
  return { ...training, resumeFrom: stageStart(new TrainingSession(training), { stage: 2, student }) };
}
