/** What the switches of "published against corrected" do to a training. */
import { beforeAll, describe, expect, it } from 'vitest';
import { trainChain } from '../../../../src/core/training/loop/train-chain';
import type { Weights } from '../../../../src/core/weights/weights';
import { openEngine } from '../../../../src/engine/open-engine';
import type { Parameters } from '../../../../src/shared/field';
import { MemoryOutput, tinyTask, tinyTraining, type TinyOptions } from '../tiny-chain';

beforeAll(() => openEngine('wasm'));

async function train(parameters: Parameters, options: TinyOptions = {}): Promise<MemoryOutput> {
  const output = new MemoryOutput();
  expect(await trainChain(tinyTraining(output, { ...options, parameters }))).toBe('completed');
  return output;
}

const weightsOf = (output: MemoryOutput, at: string): Weights => output.weights.get(at) ?? [];
const statisticsOf = (weights: Weights) => weights.filter(({ name }) => name.includes('running'));
const trainedOf = (weights: Weights) => weights.filter(({ name }) => !name.includes('running'));

describe('batch norm in continual stages', () => {
  it('keeps the running statistics of stage 1 when frozen, and learns scale and shift all the same', async () => {
    const output = await train({ batchNorm: 'frozen', epochs: 1 });
    const [first, second] = [weightsOf(output, '1/best'), weightsOf(output, '2/last')];
    expect(statisticsOf(first).length).toBeGreaterThan(0);
    expect(statisticsOf(second)).toEqual(statisticsOf(first));
    for (const [index, tensor] of trainedOf(second).entries()) expect(tensor).not.toEqual(trainedOf(first)[index]);
  });

  it('moves them when trained', async () => {
    const output = await train({ batchNorm: 'trained', epochs: 1 });
    const before = statisticsOf(weightsOf(output, '1/best'));
    for (const [index, tensor] of statisticsOf(weightsOf(output, '2/last')).entries()) {
      expect(tensor).not.toEqual(before[index]);
    }
  });

  it('is no matter in stage 1', async () => {
    const [frozen, trained] = [await train({ batchNorm: 'frozen', epochs: 1 }), await train({ epochs: 1 })];
    expect(weightsOf(frozen, '1/last')).toEqual(weightsOf(trained, '1/last'));
  });
});

describe("flip in the store's pass", () => {
  const firstRepresentation = (output: MemoryOutput) =>
    output.ofType('batches/ended').find(({ stage }) => stage === 2)?.losses.representation;

  it('changes what the store keeps, by the probability of the flip', async () => {
    const [plain, flipped] = [await train({ epochs: 1 }), await train({ epochs: 1, memoryFlip: true })];
    expect(firstRepresentation(flipped)).not.toBe(firstRepresentation(plain));
    const still = { epochs: 1, horizontalFlip: 0 };
    const [one, other] = [await train(still), await train({ ...still, memoryFlip: true })];
    expect(firstRepresentation(other)).toBe(firstRepresentation(one));
  });
});

describe('selection', () => {
  it('goes by summed accuracy on val over target and sources when published', async () => {
    const output = await train({ selection: 'published', epochs: 2 }, { method: 'ft' });
    for (const { stage, bestEpoch } of output.ofType('stage/ended')) {
      const epochs = output.ofType('epoch/ended').filter((event) => event.stage === stage);
      const results = output.ofType('stage/evaluated')[stage]?.results.filter(({ split }) => split === 'val') ?? [];
      const accuracies = results.slice(0, stage).map(({ accuracy }) => accuracy ?? NaN);
      const sum = accuracies.reduce((total, accuracy) => total + accuracy, 0);
      expect(epochs[bestEpoch - 1]?.selectionScore).toBe(sum);
    }
  });

  it('overwrites what it kept at epoch 20 when published, and not otherwise', async () => {
    const options = { method: 'ft', tasks: [tinyTask('red', 0)] };
    const parameters = { epochs: 21, batchSize: 8 };
    const published = await train({ ...parameters, selection: 'published' }, options);
    const scores = published.ofType('epoch/ended').map(({ selectionScore }) => selectionScore ?? NaN);
    // Else this would show nothing: epoch 20 has to be one that does not win.
    expect(scores[19]).toBeLessThanOrEqual(Math.max(...scores.slice(0, 19)));
    expect(published.ofType('stage/ended')[0]?.bestEpoch).toBe(20);
    const twentieth = published.checkpoints.find(({ epoch }) => epoch === 20);
    expect(weightsOf(published, '1/best')).toEqual(twentieth?.student);
    const corrected = await train(parameters, options);
    expect(corrected.ofType('stage/ended')[0]?.bestEpoch).toBeLessThan(20);
  });
});

describe('CutMix', () => {
  it('is for stages after the first, unless all are asked for', async () => {
    const parameters = { epochs: 1, cutmixProbability: 1 };
    const options = { method: 'ft' };
    const none = await train({ ...parameters, cutmixProbability: 0 }, options);
    const continual = await train(parameters, options);
    const all = await train({ ...parameters, cutmixStages: 'all' }, options);
    expect(weightsOf(continual, '1/last')).toEqual(weightsOf(none, '1/last'));
    expect(weightsOf(continual, '2/last')).not.toEqual(weightsOf(none, '2/last'));
    expect(weightsOf(all, '1/last')).not.toEqual(weightsOf(none, '1/last'));
  });
});
