/** Recorded steps on engine `tensorflow` against the same steps computed directly: bit by bit; and what recordings refuse. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { runKernel } from '../../../../src/core/networks/fused-kernels';
import { recorderOf, type Recorder } from '../../../../src/core/recording/recorder';
import { Recordings } from '../../../../src/core/recording/recordings';
import { openEngine } from '../../../../src/engine/open-engine';
import { tensorflow } from '../../../../src/engine/tensorflow';
import { trainSmallCnn, Unrecorded } from '../../../fixtures/recorded-steps';

const { available, detail } = await tensorflow.inspect();

function recorder(): Recorder {
  const found = recorderOf(tf.backend());
  if (found) return found;
  throw new Error('This addon cannot record: run npm run setup:tensorflow again.');
}

const title = available ? detail : `skipped: ${detail}`;

describe.skipIf(!available)(`a recording of tensorflow (${title})`, { timeout: 120_000 }, () => {
  beforeAll(async () => {
    await openEngine('tensorflow');
  });

  it('equals steps that were not recorded, bit by bit, with rates that change and a smaller batch between', async () => {
    const expected = await trainSmallCnn(new Unrecorded());
    // After that: updates that are not recorded keep two variables.
    const before = tf.memory().numTensors;
    const recordings = new Recordings();
    const found = trainSmallCnn(recordings);
    expect(recordings.list().size).toBeGreaterThan(0);
    expect(await found).toEqual(expected);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('adds up micro-batches as if they were not recorded', async () => {
    const given = { microBatches: 2, counts: [4, 4] };
    expect(await trainSmallCnn(new Recordings(), given)).toEqual(await trainSmallCnn(new Unrecorded(), given));
  });

  it('reads tensors of the outside where they are, and changes them', () => {
    const [count, input] = [tf.tensor1d([1, 2]), tf.tensor1d([10, 20])];
    const recording = recorder().record([input], ([given]) => {
      if (!given) throw new Error('There is no input.');
      const sum = tf.add(count, given);
      runKernel('AssignTensors', { target0: count, value0: sum });
      return [tf.mul(sum, 2)];
    });
    // Recording has changed nothing.
    expect([...count.dataSync()]).toEqual([1, 2]);
    const results = [recording.run([input]), recording.run([tf.tensor1d([1, 1])])].map(([result]) => [
      ...(result?.dataSync() ?? []),
    ]);
    expect(results).toEqual([
      [2 * (1 + 10), 2 * (2 + 20)],
      [2 * (11 + 1), 2 * (22 + 1)],
    ]);
    expect([...count.dataSync()]).toEqual([12, 23]);
    // Also where somebody else has changed them meanwhile.
    runKernel('AssignTensors', { target0: count, value0: tf.tensor1d([100, 200]) });
    expect([...(recording.run([input])[0]?.dataSync() ?? [])]).toEqual([2 * 110, 2 * 220]);
    expect(recording.isCurrent()).toBe(true);
    count.dispose();
    expect(recording.isCurrent()).toBe(false);
    recording.dispose();
  });

  it('takes dimensions that are added before, between and after the others', () => {
    const input = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const recording = recorder().record([input], ([given]) =>
      given ? [0, 1, -1].map((place) => tf.expandDims(given, place)) : [],
    );
    const results = recording.run([input]);
    expect(results.map(({ shape }) => shape)).toEqual([
      [1, 2, 3],
      [2, 1, 3],
      [2, 3, 1],
    ]);
    expect(results.map((result) => [...result.dataSync()])).toEqual([0, 1, 2].map(() => [1, 2, 3, 4, 5, 6]));
    recording.dispose();
  });

  it('tells its operations and the bytes of their tensors', () => {
    const recording = recorder().record([tf.zeros([4, 8])], ([given]) => [tf.sqrt(tf.exp(given ?? 0))]);
    const { operations, memory } = recording.describe();
    expect(operations).toEqual([
      { name: 'Exp', bytes: [4 * 4 * 8] },
      { name: 'Sqrt', bytes: [4 * 4 * 8, 4 * 4 * 8] },
    ]);
    expect(memory.separate).toBe(2 * 4 * 4 * 8);
    recording.dispose();
  });

  it('refuses to read values, to keep tensors and to free those of the outside', () => {
    const outside = tf.tensor1d([1, 2]);
    const record = (compute: () => tf.Tensor) => () => recorder().record([], () => [compute()]);
    expect(record(() => tf.scalar(tf.sum(outside).dataSync()[0] ?? NaN))).toThrow(/cannot read a tensor/);
    expect(record(() => tf.sum(tf.keep(tf.add(outside, 1))))).toThrow(/kept a tensor/);
    expect(
      record(() => {
        const sum = tf.sum(outside);
        outside.dispose();
        return sum;
      }),
    ).toThrow(/freed a tensor of the outside/);
  });
});
