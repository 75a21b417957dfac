/** Whole updates on engine `webgpu` against engine `cpu`: a small network, and one block of each large one. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { cored } from '../../../src/core/methods/cored';
import { crossEntropyObjective } from '../../../src/core/methods/cross-entropy';
import { tg } from '../../../src/core/methods/tg';
import { initialWeights } from '../../../src/core/networks/initial-weights';
import type { Network } from '../../../src/core/networks/network';
import { listParameters } from '../../../src/core/networks/parameter-list';
import { smallCnn } from '../../../src/core/networks/small-cnn';
import { randomStream } from '../../../src/core/random';
import { trainStep } from '../../../src/core/training/loop/train-step';
import { trainChain } from '../../../src/core/training/loop/train-chain';
import { zerosLike } from '../../fixtures/zero-weights';
import { disposeTensors, toTensors } from '../../../src/core/weights/weight-tensors';

import { toWeights } from '../../fixtures/to-weights';
import { openCpu } from '../../../src/engine/cpu/open-cpu';
import { openWebgpu } from '../../../src/engine/webgpu/open-webgpu';
import { MemoryOutput, tinyImages, tinyTraining } from '../../core/training/tiny-chain';
import { findAdapter, titled } from '../../fixtures/webgpu-adapter';
import { Recordings } from '../../../src/core/recording/recordings';

const normalisation = { epsilon: 1e-5, momentum: 0.1 };

/** Xception's first block as it is strided and pooled: depthwise with padding 1, 1x1, pooling with padding 1, 1x1 at stride 2. */
const xceptionBlock: Network = {
  ...smallCnn,
  id: 'xception-block',
  build(builder, images) {
    let maps = images;
    for (const [place, filters] of [8, 12].entries()) {
      maps = builder.depthwiseConvolution(maps, { name: `depthwise${place}`, size: 3, padding: 1 });
      maps = builder.convolution(maps, { name: `pointwise${place}`, filters, size: 1, padding: 'valid' });
      maps = builder.relu(builder.batchNorm(maps, { name: `bn${place}`, ...normalisation }), `relu${place}`);
    }
    maps = builder.maxPool(maps, { name: 'pool', size: 3, stride: 2, padding: 1 });
    const skip = builder.convolution(images, { name: 'skip', filters: 12, size: 1, stride: 2, padding: 'valid' });
    const features = builder.add(maps, builder.batchNorm(skip, { name: 'skipbn', ...normalisation }), 'add');
    return { logits: builder.dense(builder.globalAveragePool(features, 'mean'), { name: 'fc', units: 2 }), features };
  },
};

/** An inverted bottleneck: 1x1 to more channels, depthwise 5x5 at stride 2, squeeze and excitation, 1x1 back. */
const efficientnetBlock: Network = {
  ...smallCnn,
  id: 'efficientnet-block',
  build(builder, images) {
    const wide = builder.convolution(images, { name: 'expand', filters: 12, size: 1, padding: 'same' });
    let maps = builder.swish(builder.batchNorm(wide, { name: 'bn0', ...normalisation }), 'swish0');
    maps = builder.depthwiseConvolution(maps, { name: 'depthwise', size: 5, stride: 2, padding: 'same' });
    maps = builder.swish(builder.batchNorm(maps, { name: 'bn1', ...normalisation }), 'swish1');
    const mean = builder.asFeatureMaps(builder.globalAveragePool(maps, 'squeeze'), 'squeezed');
    const few = builder.convolution(mean, { name: 'reduce', filters: 3, size: 1, padding: 'same', bias: true });
    const gate = { name: 'restore', filters: 12, size: 1, padding: 'same', bias: true } as const;
    const factors = builder.sigmoid(builder.convolution(builder.swish(few, 'swish2'), gate), 'gate');
    maps = builder.convolution(builder.scaleChannels(maps, factors, 'excite'), {
      ...{ name: 'project', filters: 8, size: 1, padding: 'same' },
    });
    const features = builder.batchNorm(maps, { name: 'bn2', ...normalisation });
    return { logits: builder.dense(builder.globalAveragePool(features, 'mean'), { name: 'fc', units: 2 }), features };
  },
};

const plain = {
  objective: crossEntropyObjective,
  needsTeacherOutputs: false,
  termIds: ['crossEntropy'],
  recordings: new Recordings(),
};
const size = 24;

/** The losses of two updates and all weights after them. */
async function train(network: Network): Promise<{ losses: number[]; weights: Map<string, Float32Array> }> {
  const start = initialWeights(network, { imageSize: size, seed: 5 });
  const trainable = new Set(
    listParameters(network, size)
      .filter(({ isTrainable }) => isTrainable)
      .map(({ name }) => name),
  );
  const student = toTensors(start);
  const momentum = toTensors(zerosLike(start.filter(({ name }) => trainable.has(name))));
  const learner = { network, student, momentum, secondMoments: null, teacher: null, ...plain };
  const random = randomStream(3, 'images');
  const pixels = Float32Array.from({ length: 4 * size * size * 3 }, () => random.uniform() * 2 - 1);
  const batch = { pixels, labels: Uint8Array.of(0, 1, 1, 0), count: 4, size };
  const losses: number[] = [];
  let tensors = 0;
  for (let update = 0; update < 2; update++) {
    losses.push((await trainStep(learner, batch, { learningRate: 0.05, momentum: 0.9 })).losses.total);
    if (update > 0) expect(tf.memory().numTensors).toBe(tensors);
    tensors = tf.memory().numTensors;
  }
  const weights = new Map((await toWeights(student)).map(({ name, data }) => [name, data]));
  disposeTensors(student);
  disposeTensors(momentum);
  return { losses, weights };
}

async function trainTwoTasks(method: string): Promise<MemoryOutput> {
  const output = new MemoryOutput();
  const tasks = ['red', 'green'].map((name, channel) => ({
    name,
    train: tinyImages(`${name}/train`, 2, channel),
    val: tinyImages(`${name}/val`, 2, channel),
    test: null,
  }));
  const parameters = { epochs: 1, learningRate: 0.01 };
  expect(await trainChain(tinyTraining(output, { method, tasks, parameters }))).toBe('completed');
  return output;
}

function expectSame(found: Float32Array, expected: Float32Array, name: string): void {
  expect(found.length).toBe(expected.length);
  const scale = Math.max(0.01, ...expected.map(Math.abs));
  const worst = expected.reduce((most, value, at) => Math.max(most, Math.abs((found[at] ?? NaN) - value)), 0);
  expect(worst, name).toBeLessThan(1e-3 * scale);
}

const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('training on webgpu', adapter), () => {
  beforeAll(async () => {
    await openCpu();
    await openWebgpu();
  });

  it.each([smallCnn, xceptionBlock, efficientnetBlock])(
    'updates $id as cpu does',
    { timeout: 120_000 },
    async (network) => {
      await tf.setBackend('cpu');
      const expected = await train(network);
      await tf.setBackend('webgpu');
      const before = tf.memory().numTensors;
      const found = await train(network);
      expect(tf.memory().numTensors).toBe(before);
      expected.losses.forEach((loss, update) => expect(found.losses[update]).toBeCloseTo(loss, 4));
      expect([...found.weights.keys()]).toEqual([...expected.weights.keys()]);
      for (const [name, values] of expected.weights) {
        expectSame(found.weights.get(name) ?? new Float32Array(0), values, name);
      }
    },
  );

  it.each([
    { id: cored.id }, // all terms: cross-entropy, distillation, representation
    { id: tg.id }, // a term of every weight
  ])('learns a second task by $id as cpu does', { timeout: 240_000 }, async ({ id }) => {
    await tf.setBackend('cpu');
    const expected = await trainTwoTasks(id);
    await tf.setBackend('webgpu');
    const before = tf.memory().numTensors;
    const found = await trainTwoTasks(id);
    expect(tf.memory().numTensors).toBe(before);
    const losses = (output: MemoryOutput) => output.ofType('epoch/ended').map((event) => event.losses);
    expect(losses(expected)).toHaveLength(2);
    losses(expected).forEach((terms, epoch) => {
      const own = new Map(Object.entries(losses(found)[epoch] ?? {}));
      for (const [name, value] of Object.entries(terms)) expect(own.get(name), name).toBeCloseTo(value ?? NaN, 3);
    });
    const counts = (output: MemoryOutput) => output.ofType('method/reported').map(({ report }) => report.rows);
    expect(counts(found)).toEqual(counts(expected));
    const weights = expected.weights.get('2/last') ?? [];
    expect(weights).not.toHaveLength(0);
    for (const { name, data } of weights) {
      const own = found.weights.get('2/last')?.find((tensor) => tensor.name === name);
      expectSame(own?.data ?? new Float32Array(0), data, name);
    }
  });
});
