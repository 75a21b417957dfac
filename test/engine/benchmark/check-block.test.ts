/** The block gives the same numbers on every engine, and an engine that computes wrongly is refused. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { openEngine } from '../../../src/engine/open-engine';
import { blockFlops, BlockStep } from '../../../src/engine/benchmark/block-step';
import { checkBlock, expectedFigures } from '../../../src/engine/benchmark/check-block';

describe('block step', () => {
  it.each(['cpu', 'wasm'] as const)('gives the expected loss and gradients on %s, and leaves no tensor', async (id) => {
    await openEngine(id);
    const before = tf.memory().numTensors;
    const step = new BlockStep({ batch: 1, side: 2 });
    const figures = await step.run();
    step.dispose();
    expect(figures).toHaveLength(expectedFigures.length);
    figures.forEach((figure, index) => expect(figure / (expectedFigures[index] ?? 0)).toBeCloseTo(1, 2));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('counts forward and both gradients, multiply-adds as two', () => {
    const multiplyAdds = 64 * 9 * 728 + 64 * 728 * 728 + 1024 * 9 * 32 * 64;
    expect(blockFlops({ batch: 16, side: 8 })).toBe(16 * multiplyAdds * 2 * 3);
  });
});

describe('checkBlock', () => {
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
    expect(await checkBlock(() => (clock += 1000))).toBe(blockFlops({ batch: 1, side: 2 }));
  });

  it('refuses an engine that computes wrongly', async () => {
    await openEngine('cpu');
    stock = tf.getKernel('Relu', 'cpu');
    tf.unregisterKernel('Relu', 'cpu');
    tf.registerKernel({ kernelName: 'Relu', backendName: 'cpu', kernelFunc: (args) => tf.zerosLike(inputOf(args)) });
    await expect(checkBlock(() => performance.now())).rejects.toThrow(
      /The loss of the benchmark came out as 0 instead of 2334\.85/,
    );
  });
});

function inputOf({ inputs }: { inputs: tf.NamedTensorInfoMap }): tf.Tensor {
  const { x } = inputs;
  if (!(x instanceof tf.Tensor)) throw new Error('Relu has an input');
  return x;
}
