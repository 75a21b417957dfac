/** The benchmark's step gives the same numbers on every engine, and an engine that computes wrongly is refused. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { openEngine } from '../../../src/engine/open-engine';
import { expectedFigures, measureBenchmark } from '../../../src/engine/benchmark/measure-benchmark';
import { benchmarkFlops, BenchmarkStep } from '../../../src/engine/benchmark/benchmark-step';

describe('benchmark step', () => {
  it.each(['cpu', 'wasm'] as const)('gives the expected loss and gradients on %s, and leaves no tensor', async (id) => {
    await openEngine(id);
    const before = tf.memory().numTensors;
    const step = new BenchmarkStep({ batch: 1, side: 2 });
    const figures = await step.run();
    step.dispose();
    expect(figures).toHaveLength(expectedFigures.length);
    figures.forEach((figure, index) => expect(figure / (expectedFigures[index] ?? 0)).toBeCloseTo(1, 2));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('counts forward and both gradients, multiply-adds as two', () => {
    const multiplyAdds = 64 * 9 * 728 + 64 * 728 * 728 + 1024 * 9 * 32 * 64;
    expect(benchmarkFlops({ batch: 16, side: 8 })).toBe(16 * multiplyAdds * 2 * 3);
  });
});

describe('measureBenchmark', () => {
  const relu = () => tf.getKernel('Relu', 'cpu');
  let stock: tf.KernelConfig | null = null;

  afterEach(() => {
    if (stock === null) return;
    tf.unregisterKernel('Relu', 'cpu');
    tf.registerKernel(stock);
    stock = null;
  });

  it('stops at the size that an engine does in reasonable time', async () => {
    await openEngine('cpu');
    let clock = 0;
    // Every look at the clock is a second later: each step seems to take one.
    const { gflops, batch } = await measureBenchmark(() => (clock += 1000));
    expect(batch).toBe(1);
    expect(gflops).toBeCloseTo(benchmarkFlops({ batch: 1, side: 2 }) / 1e9, 9);
  });

  it('refuses an engine that computes wrongly', async () => {
    await openEngine('cpu');
    stock = relu();
    tf.unregisterKernel('Relu', 'cpu');
    tf.registerKernel({ kernelName: 'Relu', backendName: 'cpu', kernelFunc: (args) => tf.zerosLike(inputOf(args)) });
    await expect(measureBenchmark()).rejects.toThrow(/The loss of the benchmark came out as 0 instead of 2334\.85/);
  });
});

function inputOf({ inputs }: { inputs: tf.NamedTensorInfoMap }): tf.Tensor {
  const { x } = inputs;
  if (!(x instanceof tf.Tensor)) throw new Error('Relu has an input');
  return x;
}
