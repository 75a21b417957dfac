import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { trainChain } from '../../../../src/core/training/loop/train-chain';
import type { Checkpoint } from '../../../../src/core/training/training';
import type { Weights } from '../../../../src/core/weights/weights';
import { WeightCopies } from '../../../../src/core/training/weights/weight-copies';
import { openEngine } from '../../../../src/engine/open-engine';
import { MemoryOutput, tinyTraining } from '../tiny-chain';

beforeAll(() => openEngine('wasm'));

function values(weights: Weights): [string, number[]][] {
  return weights.map(({ name, data }) => [name, [...data]]);
}

function memoryOf(weights: Weights | null): ArrayBufferLike | undefined {
  return weights?.[0]?.data.buffer;
}

it('copies tensors into one piece of memory, and the next copy for the same use into the same', async () => {
  const tensors = (first: number) =>
    new Map<string, tf.Tensor>([
      ['kernel', tf.tensor2d([first, 2, 3, 4], [2, 2])],
      ['bias', tf.tensor1d([5])],
    ]);
  const copies = new WeightCopies();
  const before = await copies.ofTensors('student', tensors(1));
  expect(values(before)).toEqual([
    ['kernel', [1, 2, 3, 4]],
    ['bias', [5]],
  ]);
  expect(before.map(({ shape }) => shape)).toEqual([[2, 2], [1]]);
  const best = copies.ofWeights('best', before);
  const after = await copies.ofTensors('student', tensors(9));
  expect(new Set([...before, ...after].map(({ data }) => data.buffer)).size).toBe(1);
  expect(values(after)[0]).toEqual(['kernel', [9, 2, 3, 4]]);
  expect(values(best)[0]).toEqual(['kernel', [1, 2, 3, 4]]);
  expect(memoryOf(best)).not.toBe(memoryOf(after));
});

it('forgets what the piece held when it is taken for zeros', () => {
  const copies = new WeightCopies();
  const weights: Weights = [{ name: 'a', shape: [2], data: Float32Array.of(1, 2) }];
  copies.ofWeights('momentum', weights);
  expect(values(copies.zerosLike('momentum', weights))).toEqual([['a', [0, 0]]]);
});

it('reads tensors the way it is given', async () => {
  const copies = new WeightCopies((tensor) => Promise.resolve(new Float32Array(tensor.size).fill(7)));
  const read = await copies.ofTensors('best', new Map([['a', tf.zeros([2])]]));
  expect(values(read)).toEqual([['a', [7, 7]]]);
});

/** Where the weights of each checkpoint lie. */
class PlacesOutput extends MemoryOutput {
  readonly places: Record<'student' | 'momentum' | 'best', ArrayBufferLike | undefined>[] = [];

  override async saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
    const { epoch, student, momentum, best } = checkpoint;
    if (epoch > 0) {
      this.places.push({ student: memoryOf(student), momentum: memoryOf(momentum), best: memoryOf(best) });
    }
    await super.saveCheckpoint(checkpoint);
  }
}

it('takes no new memory with later epochs and stages, and keeps best and teacher whatever is copied after them', async () => {
  const output = new PlacesOutput();
  expect(await trainChain(tinyTraining(output, { parameters: { epochs: 4 } }))).toBe('completed');
  expect(output.places).toHaveLength(8);
  for (const use of ['student', 'momentum', 'best'] as const) {
    expect(new Set(output.places.map((places) => places[use])).size, use).toBe(1);
  }
  const [first] = output.places;
  expect(new Set([first?.student, first?.momentum, first?.best]).size).toBe(3);

  const at = (stage: number, epoch: number) =>
    output.checkpoints.find((checkpoint) => checkpoint.stage === stage && checkpoint.epoch === epoch);
  for (const { stage, epoch, best, bestEpoch, teacher } of output.checkpoints) {
    if (epoch > 0) expect(best, `best of stage ${stage}, epoch ${epoch}`).toEqual(at(stage, bestEpoch ?? NaN)?.student);
    if (stage === 2) expect(teacher, `teacher of epoch ${epoch}`).toEqual(at(1, 4)?.best);
  }
  // Else what is kept of an epoch could as well be the last one's.
  expect(output.ofType('epoch/ended').some(({ isBest }) => !isBest)).toBe(true);
});
