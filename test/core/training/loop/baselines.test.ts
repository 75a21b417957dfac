/** The baselines: what they train on, what they start from, and what they are selected by. */
import { beforeAll, describe, expect, it } from 'vitest';
import { labelsOfRefs, locateImage, refsOfSet } from '../../../../src/core/images/image-refs';
import { joint } from '../../../../src/core/methods/joint';
import { trainChain } from '../../../../src/core/training/loop/train-chain';
import type { Checkpoint } from '../../../../src/core/training/training';
import { openEngine } from '../../../../src/engine/open-engine';
import { taskUnderTest } from '../../methods/task-under-test';
import { MemoryOutput, tinyTask, tinyTraining, type TinyOptions } from '../tiny-chain';

beforeAll(() => openEngine('wasm'));

const [red, green] = [tinyTask('red', 0), tinyTask('green', 1)];

async function train(options: TinyOptions): Promise<MemoryOutput> {
  const output = new MemoryOutput();
  expect(await trainChain(tinyTraining(output, { tasks: [red, green], ...options }))).toBe('completed');
  return output;
}

const startOf = ({ checkpoints }: MemoryOutput, stage: number): Checkpoint | undefined =>
  checkpoints.find((one) => one.stage === stage && one.epoch === 0);

describe('both baselines', () => {
  it.each(['joint', 'single'])('%s starts every stage from the first weights, resumed or not', async (method) => {
    const output = await train({ method });
    expect(startOf(output, 2)?.student).toEqual(startOf(output, 1)?.student);
    expect(startOf(output, 2)?.teacher).toBeNull();
    const firstStage = output.checkpoints.find(({ stage, epoch }) => stage === 1 && epoch === 2);
    if (!firstStage) throw new Error('There is no such checkpoint.');
    const resumed = await train({ method, resumeFrom: firstStage });
    expect(resumed.weights.get('2/last')).toEqual(output.weights.get('2/last'));
  });
});

describe('joint', () => {
  it('trains on all tasks seen so far, one after the other, without a copy of their pixels', () => {
    const sets = [red.train, green.train];
    const task = taskUnderTest({ imagesOf: (stage) => refsOfSet(sets, stage - 1) });
    const images = joint.open({}, null).trainsOn(task);
    expect([...labelsOfRefs(sets, images)]).toEqual([...red.train.labels, ...green.train.labels]);
    expect([...images].map((image) => locateImage(sets, image).set.pixels)).toEqual(
      sets.flatMap(({ pixels, labels }) => [...labels].map(() => pixels)),
    );
    expect(joint.countImages({}, [16, 16])).toBe(images.length);
  });

  it('takes as many batches as the union has, and is selected by all of its tasks', async () => {
    const output = await train({ method: 'joint' });
    expect(output.ofType('stage/started').map(({ batchesPerEpoch }) => batchesPerEpoch)).toEqual([4, 8]);
    for (const { stage, aucs, selectionScore } of output.ofType('epoch/ended')) {
      const seen = ['red', 'green'].slice(0, stage).map((task) => aucs[task] ?? NaN);
      expect(selectionScore).toBe(seen.reduce((sum, auc) => sum + auc, 0) / stage);
    }
  });
});

describe('single', () => {
  it('learns each task as if it were alone, and is selected by it alone', async () => {
    const output = await train({ method: 'single' });
    expect(output.ofType('stage/started').map(({ batchesPerEpoch }) => batchesPerEpoch)).toEqual([4, 4]);
    for (const { stage, aucs, selectionScore } of output.ofType('epoch/ended')) {
      expect(selectionScore).toBe(aucs[stage === 1 ? 'red' : 'green']);
    }
    const reordered = await train({ method: 'single', tasks: [tinyTask('blue', 2), green] });
    expect(reordered.weights.get('2/best')).toEqual(output.weights.get('2/best'));
  });
});
