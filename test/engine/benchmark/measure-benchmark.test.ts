/** A benchmark takes steps of the training itself, as many images at once as a step does in reasonable time. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { findNetwork } from '../../../src/core/networks';
import { networkCost } from '../../../src/core/training/planning/network-cost';
import { measureBenchmark, type MeasureOptions } from '../../../src/engine/benchmark/measure-benchmark';
import { openTrainingSteps, type StepSize } from '../../../src/engine/benchmark/training-steps';
import { openEngine } from '../../../src/engine/open-engine';
import { OutOfMemoryError } from '../../../src/engine/out-of-memory';

const share = { network: 'small-cnn', imageSize: 64, images: 64, microBatches: 1, slowest: 0 };
const flops = networkCost(findNetwork('small-cnn'), 64).multiplications * 6;

/** An engine whose steps take so many seconds for each image, and some more each, on a clock of its own. */
function engineOf(eachSeconds: number, { block = 1000, stepSeconds = 0 } = {}) {
  const taken: StepSize[] = [];
  let clock = 0;
  let isDisposed = false;
  const options: MeasureOptions = {
    now: () => clock,
    check: async () => block * flops,
    open: () => ({
      tensors: [],
      run: async (size) => {
        taken.push(size);
        clock += (stepSeconds + size.images * eachSeconds) * 1000;
      },
      dispose: () => (isDisposed = true),
    }),
  };
  return { options, taken, isDisposed: () => isDisposed };
}

describe('measureBenchmark', () => {
  it('takes steps of the whole batch, in its micro-batches, where they are quick', async () => {
    const { options, taken, isDisposed } = engineOf(0.01);
    const figure = await measureBenchmark({ ...share, microBatches: 2 }, options);
    expect(figure).toEqual({ imagesPerSecond: expect.closeTo(100, 6), images: 64, isEstimated: false });
    expect(taken.slice(0, 2)).toEqual([1, 2].map(() => ({ images: 4, microBatches: 1 })));
    expect(taken.slice(2)).toEqual([1, 2].map(() => ({ images: 64, microBatches: 2 })));
    expect(isDisposed()).toBe(true);
  });

  it('takes a part of the batch where a step of all would take long', async () => {
    const { options, taken } = engineOf(0.2);
    const figure = await measureBenchmark(share, options);
    expect(figure).toMatchObject({ images: 8, isEstimated: false });
    expect(figure.imagesPerSecond).toBeCloseTo(1 / 0.2, 6);
    expect(taken.every(({ images }) => images <= 8)).toBe(true);
  });

  it('goes on to larger steps on a device that wants more work at once', async () => {
    const { options, taken } = engineOf(0.01, { stepSeconds: 0.3 });
    const figure = await measureBenchmark(share, options);
    // Four images in 0.34 s promise too little for 64; 16 in 0.46 s do not.
    expect(new Set(taken.map(({ images }) => images))).toEqual(new Set([4, 16, 64]));
    expect(figure.imagesPerSecond).toBeCloseTo(64 / (0.3 + 0.64), 6);
  });

  it('begins with one image where four would take long by estimate', async () => {
    const { options, taken } = engineOf(1.5, { block: 0.7 });
    expect(await measureBenchmark(share, options)).toMatchObject({ images: 1, isEstimated: false });
    expect(taken).toHaveLength(4);
  });

  it.each([
    ['a step of one image would take long', 0.19, 0],
    ['others are much faster', 30, 31],
  ])('takes the estimate of the block where %s', async (_, estimate, slowest) => {
    const { options, taken } = engineOf(1, { block: estimate });
    const figure = await measureBenchmark({ ...share, slowest }, options);
    expect(figure).toEqual({ imagesPerSecond: expect.closeTo(estimate, 6), images: 1, isEstimated: true });
    expect(taken).toEqual([]);
  });

  it('says of a batch that does not fit what did not, and what to do', async () => {
    const { options, isDisposed } = engineOf(0.001);
    const open = () => ({
      tensors: [],
      run: async ({ images }: StepSize) => {
        if (images > 4) throw new OutOfMemoryError(2 ** 30);
      },
      dispose: options.open?.('', 0).dispose ?? (() => undefined),
    });
    await expect(measureBenchmark({ ...share, microBatches: 2 }, { ...options, open })).rejects.toThrow(
      /no room for a step of small-cnn with 32 images of 64 px at once: set a smaller micro-batch/,
    );
    expect(isDisposed()).toBe(true);
  });

  it('measures real steps, and leaves no tensor', async () => {
    await openEngine('wasm');
    const before = tf.memory().numTensors;
    let clock = 0;
    const figure = await measureBenchmark({ ...share, images: 3 }, { now: () => (clock += 100) });
    expect(figure).toMatchObject({ images: 3, isEstimated: false });
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('takes steps of one size after another, and leaves no tensor', async () => {
  await openEngine('wasm');
  const before = tf.memory().numTensors;
  const steps = openTrainingSteps('small-cnn', 32);
  await steps.run({ images: 2, microBatches: 2 });
  await steps.run({ images: 4, microBatches: 1 });
  steps.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
