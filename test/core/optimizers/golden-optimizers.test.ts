/** Optimisers beside PyTorch over twenty updates, in whole trainings; and what they carry through a checkpoint. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { smallCnn } from '../../../src/core/networks/small-cnn';
import { optimizerIds, optimizers } from '../../../src/core/optimizers/index';
import { randomStream } from '../../../src/core/random';
import { resolveRecipe } from '../../../src/core/recipe/recipe';
import { planMicroBatches, fittingImages } from '../../../src/core/training/planning/plan-micro-batches';
import { trainChain } from '../../../src/core/training/loop/train-chain';
import type { ImageSet } from '../../../src/core/images/image-set';
import { openEngine } from '../../../src/engine/open-engine';
import recorded from '../../golden/optimizers.json';
import { uniforms } from '../networks/golden-network';
import { MemoryOutput, tinyTask, tinyTraining, type TinyOptions } from '../training/tiny-chain';
import { placedBy, startingWeights } from '../training/torch-trajectory';

const golden = z
  .object({
    imageSize: z.number(),
    batchSize: z.number(),
    optimizers: z.array(
      z.object({
        parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
        rounding: z.number(),
        unlike: z.number(),
        losses: z.array(z.number()),
      }),
    ),
  })
  .parse(recorded);

/** Of each loss, relatively. */
const tolerance = 1e-4;

beforeAll(() => openEngine('wasm'));

function goldenImages(): ImageSet {
  const { imageSize: size, batchSize } = golden;
  const count = 20 * batchSize;
  const labels = Uint8Array.from({ length: count }, (_, index) => index % 2);
  const pixels = Uint8Array.from(uniforms('optimisers', count * size * size * 3), (uniform, at) => {
    const isFake = labels[Math.floor(at / (size * size * 3))] === 0;
    return Math.floor(200 * uniform) + (isFake && at % 3 === 0 ? 50 : 0);
  });
  return { files: [...labels].map((_, index) => `${index}.png`), labels, pixels, size };
}

describe.each(golden.optimizers)('$parameters', ({ parameters, rounding, unlike, losses }) => {
  it('is a comparison that rounding does not decide, and that tells it from plain SGD', () => {
    expect(losses).toHaveLength(20);
    expect(rounding).toBeLessThan(tolerance / 10);
    expect(unlike).toBeGreaterThan(100 * tolerance);
  });

  it("gives PyTorch's losses on engine wasm", { timeout: 60_000 }, async () => {
    const { imageSize, batchSize } = golden;
    const seed = 2020;
    const images = goldenImages();
    const train = placedBy(images, randomStream(seed, 'shuffle', 1, 1).permutation(images.labels.length));
    const few = { ...images, files: images.files.slice(0, 8), labels: images.labels.slice(0, 8) };
    const plain = { imageSize, batchSize, epochs: 1, horizontalFlip: 0, cutmixProbability: 0 };
    const output = new MemoryOutput();
    let seconds = 0;
    await trainChain({
      recipe: resolveRecipe({ method: 'ft', network: 'small-cnn', parameters: { ...plain, ...parameters } }),
      seed,
      tasks: [{ name: 'task', train, val: few, test: null }],
      initialWeights: startingWeights(smallCnn, { weightGain: Math.SQRT2, head: { gain: 1, shift: 0 } }, imageSize),
      resumeFrom: null,
      output,
      now: () => ++seconds,
    });
    const found = output.ofType('batches/ended').map((event) => event.losses.total);
    expect(found).toHaveLength(losses.length);
    losses.forEach((loss, index) => {
      expect(Math.abs((found[index] ?? NaN) / loss - 1), `update ${index + 1}`).toBeLessThan(tolerance);
    });
  });
});

async function train(options: TinyOptions): Promise<MemoryOutput> {
  const output = new MemoryOutput();
  const tasks = [tinyTask('red', 0), tinyTask('green', 1)];
  expect(await trainChain(tinyTraining(output, { tasks, ...options }))).toBe('completed');
  return output;
}

describe('what an optimiser carries', () => {
  it.each([
    ['ft', 'adam'],
    ['si', 'adamw'],
  ])(
    'comes back from every checkpoint to the same bytes, with a schedule and a warm-up (%s, %s)',
    async (method, optimizer) => {
      const parameters = {
        ...{ optimizer, learningRate: 0.002, weightDecay: 0.01, clipNorm: 1 },
        ...{ schedule: 'cosine', warmupEpochs: 1, epochs: 3 },
      };
      const before = tf.memory().numTensors;
      const whole = await train({ method, parameters });
      expect(tf.memory().numTensors).toBe(before);
      expect(whole.checkpoints.every(({ secondMoments }) => secondMoments !== null)).toBe(true);
      for (const checkpoint of whole.checkpoints) {
        const resumed = await train({ method, parameters, resumeFrom: structuredClone(checkpoint) });
        expect(resumed.weights.get('2/last')).toEqual(whole.weights.get('2/last'));
      }
    },
  );

  it('is nothing beside the velocities for SGD, and begins at 0 in every task', async () => {
    const [sgd, adam] = [
      await train({ method: 'ft' }),
      await train({ method: 'ft', parameters: { optimizer: 'adam' } }),
    ];
    expect(sgd.checkpoints.every(({ secondMoments }) => secondMoments === null)).toBe(true);
    const start = adam.checkpoints.find(({ stage, epoch }) => stage === 2 && epoch === 0);
    for (const { data } of [...(start?.momentum ?? []), ...(start?.secondMoments ?? [])]) {
      expect(data.every((value) => value === 0)).toBe(true);
    }
  });

  it('counts in the memory plan', () => {
    const recipe = (optimizer: string) =>
      resolveRecipe({ method: 'ft', network: 'xception', parameters: { optimizer } });
    const machine = { engine: 'cpu', memory: 8 * 2 ** 30, cores: 4 } as const;
    expect(fittingImages(recipe('adam'), machine)).toBeLessThan(fittingImages(recipe('sgd'), machine));
    expect(planMicroBatches(recipe('adam'), machine, null).replicas).toBe(1);
  });

  it('has an id in every list of them', () => {
    expect(optimizers.map(({ id }) => id)).toEqual([...optimizerIds]);
  });
});
