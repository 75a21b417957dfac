/** Dropout, drop-connect and swish, in a network of nothing else. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { dropMask, dropMasks, type DropoutStreams } from '../../../src/core/networks/drop-mask';
import { efficientnetB0 } from '../../../src/core/networks/efficientnet-b0';
import { forward } from '../../../src/core/networks/forward';
import type { DropoutOptions, Network } from '../../../src/core/networks/network';
import { smallCnn } from '../../../src/core/networks/small-cnn';
import { swish } from '../../../src/core/networks/operations/swish';
import { randomStream } from '../../../src/core/random';
import { openEngine } from '../../../src/engine/open-engine';
import { differentiable } from '../../fixtures/differentiable';

beforeAll(() => openEngine('cpu'));

/** Features are the images after dropout. */
const dropping = (options: DropoutOptions): Network => ({
  ...smallCnn,
  build: (builder, images) => {
    const features = builder.dropout(images, options);
    return { logits: builder.globalAveragePool(features, 'pool'), features };
  },
});

const seeded =
  (batch: number): DropoutStreams =>
  (layer) =>
    randomStream(5, 'dropout', batch, layer);

/** What is left of 40 images of ones, [40, 2, 2, 3], flat. */
function left(options: DropoutOptions, given: { isTraining: boolean; dropout: DropoutStreams | null }): number[] {
  const { isTraining, dropout } = given;
  const network = dropping(options);
  return tf.tidy(() => [
    ...forward(network, tf.ones<tf.Rank.R4>([40, 2, 2, 3]), {
      ...{ weights: new Map(), isTraining },
      masks: dropout && dropMasks(network, { imageSize: 2, from: 0, to: 40 }, dropout),
    }).features.dataSync(),
  ]);
}

describe('dropout', () => {
  const values = { name: 'a', rate: 0.2, drops: 'values' } as const;
  const samples = { name: 'a', rate: 0.2, drops: 'samples' } as const;

  it('drops a fifth of the values and scales the rest, so that the mean stays', () => {
    const mask = dropMask([10_000], { rate: 0.2 }, randomStream(5, 'mask')).dataSync();
    const dropped = mask.filter((value) => value === 0).length;
    // Four standard deviations of a binomial: 4 sqrt(10000 * 0.2 * 0.8) = 160.
    expect(Math.abs(dropped - 2000)).toBeLessThan(160);
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.8)]));
  });

  it('drops single values, or with drop-connect all values of a sample', () => {
    const single = left(values, { isTraining: true, dropout: seeded(1) });
    const whole = left(samples, { isTraining: true, dropout: seeded(1) });
    const kinds = (all: number[]) =>
      Array.from({ length: 40 }, (_, sample) => new Set(all.slice(sample * 12, sample * 12 + 12)).size);
    expect(Math.max(...kinds(single))).toBe(2);
    expect(Math.max(...kinds(whole))).toBe(1);
    expect(new Set(whole).size).toBe(2);
  });

  it('drops the same from the same stream, other values in another batch or layer', () => {
    const first = left(values, { isTraining: true, dropout: seeded(1) });
    expect(left(values, { isTraining: true, dropout: seeded(1) })).toEqual(first);
    expect(left(values, { isTraining: true, dropout: seeded(2) })).not.toEqual(first);
    expect(left({ ...values, name: 'b' }, { isTraining: true, dropout: seeded(1) })).not.toEqual(first);
  });

  it('drops nothing in evaluation, without streams, or at rate 0', () => {
    const ones = Array.from({ length: 480 }, () => 1);
    expect(left(values, { isTraining: false, dropout: seeded(1) })).toEqual(ones);
    expect(left(values, { isTraining: true, dropout: null })).toEqual(ones);
    expect(left({ ...values, rate: 0 }, { isTraining: true, dropout: seeded(1) })).toEqual(ones);
  });

  it('is 0.2 in EfficientNet-B0 before the last layer, and grows to 0.175 over the bottlenecks with a shortcut', () => {
    const dropouts: DropoutOptions[] = [];
    // Asks for the description alone: every layer answers with a name.
    const builder = new Proxy(
      {},
      { get: (_, layer) => (__: unknown, options: DropoutOptions) => layer === 'dropout' && dropouts.push(options) },
    );
    efficientnetB0.build(builder as Parameters<typeof efficientnetB0.build>[0], 'images');
    const shortcuts = dropouts.filter(({ drops }) => drops === 'samples').map(({ rate }) => rate);
    const expected = [2, 4, 6, 7, 9, 10, 12, 13, 14].map((index) => (0.2 * index) / 16);
    expect(shortcuts.length).toBe(expected.length);
    shortcuts.forEach((rate, place) => expect(rate).toBeCloseTo(expected[place] ?? NaN, 10));
    expect(dropouts.filter(({ drops }) => drops === 'values')).toEqual([
      { name: '_dropout', rate: 0.2, drops: 'values' },
    ]);
  });
});

describe('swish', () => {
  const points = [-20, -3, -1.278, 0, 0.5, 4, 20];

  it('is x / (1 + exp(-x))', () => {
    const found = swish(tf.tensor1d(points)).value.dataSync();
    points.forEach((x, index) => expect(found[index]).toBeCloseTo(x / (1 + Math.exp(-x)), 5));
  });

  it('has the gradient of finite differences', () => {
    const gradients = tf
      .grad((x: tf.Tensor) => tf.sum(tf.mul(differentiable(swish, x), 2)))(tf.tensor1d(points))
      .dataSync();
    const exact = (x: number) => x / (1 + Math.exp(-x));
    points.forEach((x, index) => expect(gradients[index]).toBeCloseTo((exact(x + 1e-4) - exact(x - 1e-4)) / 1e-4, 4));
  });
});
