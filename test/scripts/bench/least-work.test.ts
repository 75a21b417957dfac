import { expect, it } from 'vitest';
import { countDispatches } from '../../../scripts/bench/count-dispatches';
import { leastWork } from '../../../scripts/bench/least-work';
import type { Network } from '../../../src/core/networks/network';
import { smallCnn } from '../../../src/core/networks/small-cnn';

/** A 3x3 convolution at stride 2, a depthwise one, a 1x1 and a dense layer on 8 x 8 images. */
const tiny: Network = {
  ...smallCnn,
  id: 'tiny',
  build(builder, images) {
    const few = builder.convolution(images, { name: 'a', filters: 4, size: 3, stride: 2, padding: 'same' });
    const deep = builder.depthwiseConvolution(few, { name: 'b', size: 3, padding: 1 });
    const features = builder.convolution(deep, { name: 'c', filters: 6, size: 1, padding: 'valid' });
    return { logits: builder.dense(builder.globalAveragePool(features, 'mean'), { name: 'd', units: 2 }), features };
  },
};

const batch = 5;

it('counts two operations a product in every pass, and no gradient of the images', () => {
  const products = [
    { each: 4 * 4 * 4 * (3 * 3 * 3), passes: 2 },
    { each: 4 * 4 * 4 * (3 * 3), passes: 3 },
    { each: 4 * 4 * 6 * 4, passes: 3 },
    { each: 2 * 6, passes: 3 },
  ];
  const expected = products.reduce((sum, { each, passes }) => sum + 2 * passes * batch * each, 0);
  expect(leastWork(tiny, { batch, size: 8 }).operations).toBe(expected);
});

it('moves each tensor of a pass once, and of the update weights, momentum and gradients', () => {
  const passes = [
    2 * (batch * (8 * 8 * 3 + 4 * 4 * 4) + 3 * 3 * 3 * 4),
    3 * (batch * (4 * 4 * 4 + 4 * 4 * 4) + 3 * 3 * 4),
    3 * (batch * (4 * 4 * 4 + 4 * 4 * 6) + 4 * 6),
    3 * (batch * (6 + 2) + 6 * 2),
  ];
  const weights = 3 * 3 * 3 * 4 + 3 * 3 * 4 + 4 * 6 + (6 * 2 + 2);
  const expected = 4 * (passes.reduce((sum, values) => sum + values, 0) + 5 * weights);
  expect(leastWork(tiny, { batch, size: 8 }).bytes).toBe(expected);
});

it(
  'is the arithmetic that engine webgpu does, and less than the bytes that it moves',
  { timeout: 60_000 },
  async () => {
    const { work } = await countDispatches({ network: 'small-cnn', batch: 2, size: 64, steps: 1 });
    const kernels = work?.kernels ?? [];
    const total = (key: 'operations' | 'bytesRead' | 'bytesWritten' | 'leastBytes') =>
      kernels.reduce((sum, row) => sum + row[key], 0);
    expect(total('operations')).toBe(work?.least.operations);
    const moved = total('bytesRead') + total('bytesWritten');
    expect(moved).toBeGreaterThan(work?.least.bytes ?? Infinity);
    // Padded and split, but never several times what is there.
    expect(moved).toBeLessThan(3 * total('leastBytes'));
    const named = kernels.map(({ name }) => name);
    expect(named).toEqual(expect.arrayContaining(['Conv2D', 'Conv2DBackpropFilter', 'Conv2DBackpropInput']));
    const forward = kernels.find(({ name }) => name === 'Conv2D');
    // Every convolution reads its maps and filter once and writes its result once.
    expect((forward?.bytesRead ?? 0) + (forward?.bytesWritten ?? 0)).toBe(forward?.leastBytes);
  },
);
