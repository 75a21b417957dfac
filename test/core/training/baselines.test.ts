/** The baselines: what they train on, what they start from, and what they are selected by. */
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { beforeAll, describe, expect, it } from 'vitest';
import { joint } from '../../../src/core/methods/joint';
import { trainChain } from '../../../src/core/training/train-chain';
import { trainingImages } from '../../../src/core/training/step-data';
import type { Checkpoint, TaskData } from '../../../src/core/training/training';
import { tasksForThreads } from '../../../src/main/worker/replica-order';
import { trainSetsTogether } from '../../../src/main/worker/train-sets-together';
import { openEngine } from '../../../src/engine/open-engine';
import { MemoryOutput, tinyTask, tinyTraining, type TinyOptions } from './tiny-chain';

beforeAll(() => openEngine('wasm'));

const [red, green] = [tinyTask('red', 0), tinyTask('green', 1)];

async function train(options: TinyOptions): Promise<MemoryOutput> {
  const output = new MemoryOutput();
  expect(await trainChain(tinyTraining(output, { tasks: [red, green], ...options }))).toBe('completed');
  return output;
}

const startOf = ({ checkpoints }: MemoryOutput, step: number): Checkpoint | undefined =>
  checkpoints.find((one) => one.step === step && one.epoch === 0);

describe('both baselines', () => {
  it.each(['joint', 'single'])('%s starts every step from the first weights, resumed or not', async (method) => {
    const output = await train({ method });
    expect(startOf(output, 2)?.student).toEqual(startOf(output, 1)?.student);
    expect(startOf(output, 2)?.teacher).toBeNull();
    const firstStep = output.checkpoints.find(({ step, epoch }) => step === 1 && epoch === 2);
    if (!firstStep) throw new Error('There is no such checkpoint.');
    const resumed = await train({ method, resumeFrom: firstStep });
    expect(resumed.weights.get('2/last')).toEqual(output.weights.get('2/last'));
  });
});

describe('joint', () => {
  it('trains on all tasks seen so far, one after the other', () => {
    const images = trainingImages(joint, [red, green], 2);
    expect(images?.files).toEqual([...red.train.files, ...green.train.files]);
    expect([...(images?.labels ?? [])]).toEqual([...red.train.labels, ...green.train.labels]);
    const bytes = red.train.pixels.length;
    expect(images?.pixels.subarray(0, bytes)).toEqual(red.train.pixels);
    expect(images?.pixels.subarray(bytes)).toEqual(green.train.pixels);
    expect(trainingImages(joint, [red, green], 1)).toBe(red.train);
  });

  it('copies nothing where the tasks lie one behind the other in memory, in any thread', async () => {
    const together = trainSetsTogether([red, green]);
    expect(together.map(({ train }) => train)).toEqual([red.train, green.train]);
    const images = trainingImages(joint, together, 2);
    expect(images).toEqual(trainingImages(joint, [red, green], 2));
    expect(images?.pixels.buffer).toBe(together[0]?.train.pixels.buffer);
    expect(images?.pixels.buffer).toBeInstanceOf(SharedArrayBuffer);
    // Sent to a thread, tasks keep the one piece of memory that they share.
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(tasksForThreads(together));
    const sent: TaskData[] = receiveMessageOnPort(port2)?.message;
    const there = trainingImages(joint, sent, 2);
    expect(there?.pixels.buffer).toBe(sent[1]?.train.pixels.buffer);
    expect(there?.pixels).toEqual(images?.pixels);
    port1.close();
  });

  it('takes as many batches as the union has, and is selected by all of its tasks', async () => {
    const output = await train({ method: 'joint' });
    expect(output.ofType('step/started').map(({ batchesPerEpoch }) => batchesPerEpoch)).toEqual([4, 8]);
    for (const { step, aucs, selectionScore } of output.ofType('epoch/ended')) {
      const seen = ['red', 'green'].slice(0, step).map((task) => aucs[task] ?? NaN);
      expect(selectionScore).toBe(seen.reduce((sum, auc) => sum + auc, 0) / step);
    }
  });
});

describe('single', () => {
  it('learns each task as if it were alone, and is selected by it alone', async () => {
    const output = await train({ method: 'single' });
    expect(output.ofType('step/started').map(({ batchesPerEpoch }) => batchesPerEpoch)).toEqual([4, 4]);
    for (const { step, aucs, selectionScore } of output.ofType('epoch/ended')) {
      expect(selectionScore).toBe(aucs[step === 1 ? 'red' : 'green']);
    }
    const reordered = await train({ method: 'single', tasks: [tinyTask('blue', 2), green] });
    expect(reordered.weights.get('2/best')).toEqual(output.weights.get('2/best'));
  });
});
