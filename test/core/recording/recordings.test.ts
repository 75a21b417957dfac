/** What is recorded when, on an engine that only counts. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Compute, Recording } from '../../../src/core/recording/recorder';
import { Recordings } from '../../../src/core/recording/recordings';
import { openEngine } from '../../../src/engine/open-engine';

beforeAll(() => openEngine('cpu'));
afterEach(() => Reflect.deleteProperty(tf.backend(), 'record'));

/** Makes the open backend a recorder that computes anew in every run. */
function recorder(): { recorded: number; disposed: number; isCurrent: boolean } {
  const seen = { recorded: 0, disposed: 0, isCurrent: true };
  const record = (inputs: readonly tf.Tensor[], compute: Compute): Recording => {
    seen.recorded += 1;
    compute(inputs);
    return {
      run: (given) => [...compute(given)],
      isCurrent: () => seen.isCurrent,
      describe: () => ({ operations: [], memory: { shared: 0, separate: 0 } }),
      dispose: () => (seen.disposed += 1),
    };
  };
  Object.assign(tf.backend(), { record });
  return seen;
}

function doubled(recordings: Recordings, values: readonly number[], key: readonly unknown[] = ['double']) {
  return tf.tidy(() => {
    const inputs = { values: tf.tensor1d([...values]), none: null };
    const compute = vi.fn(({ values: given }: typeof inputs) => ({ tensors: [tf.mul(given, 2)], facts: given.size }));
    const { tensors, facts } = recordings.run({ key, inputs, compute });
    return { result: [...(tensors[0]?.dataSync() ?? [])], facts, calls: compute.mock.calls.length };
  });
}

describe('Recordings', () => {
  it('computes where the engine records nothing', () => {
    expect(doubled(new Recordings(), [1, 2])).toEqual({ result: [2, 4], facts: 2, calls: 1 });
  });

  it('records once for a key and shapes, and remembers the facts', () => {
    const seen = recorder();
    const recordings = new Recordings();
    expect(doubled(recordings, [1, 2]).facts).toBe(2);
    expect(doubled(recordings, [3, 4])).toEqual({ result: [6, 8], facts: 2, calls: 0 });
    expect(seen.recorded).toBe(1);
    expect(doubled(recordings, [1, 2, 3]).facts).toBe(3);
    doubled(recordings, [1, 2], ['another']);
    expect(seen.recorded).toBe(3);
    expect(recordings.list().size).toBe(3);
  });

  it('records anew when a tensor is gone that it reads', () => {
    const seen = recorder();
    const recordings = new Recordings();
    doubled(recordings, [1, 2]);
    seen.isCurrent = false;
    doubled(recordings, [1, 2]);
    expect(seen).toMatchObject({ recorded: 2, disposed: 1 });
  });

  it('frees all when it is cleared', () => {
    const seen = recorder();
    const recordings = new Recordings();
    doubled(recordings, [1, 2]);
    doubled(recordings, [1]);
    recordings.clear();
    expect(seen.disposed).toBe(2);
    expect(recordings.list().size).toBe(0);
  });

  it('gives every object a number of its own', () => {
    const recordings = new Recordings();
    const [one, other] = [{}, {}];
    expect(recordings.numberOf(one)).toBe(recordings.numberOf(one));
    expect(recordings.numberOf(one)).not.toBe(recordings.numberOf(other));
  });
});
