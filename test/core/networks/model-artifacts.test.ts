/** Exported models: stock tfjs loads and saves them; what does not fit is named. The big networks: stock-model.test.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialWeights } from '../../../src/core/networks/initial-weights';
import { modelArtifacts, weightsFromArtifacts } from '../../../src/core/networks/model-artifacts';
import type { Network } from '../../../src/core/networks/network';
import { smallCnn } from '../../../src/core/networks/small-cnn';
import { predict } from '../../../src/core/training/evaluation/predict';
import type { ImageSet } from '../../../src/core/images/image-set';
import type { Weights } from '../../../src/core/weights/weights';
import { disposeTensors, toTensors } from '../../../src/core/weights/weight-tensors';
import { randomStream } from '../../../src/core/random';
import { openEngine } from '../../../src/engine/open-engine';

beforeAll(async () => {
  await openEngine('wasm');
});

/** Weights as after a training: no value is at its starting point. */
function someWeights(network: Network, imageSize: number): Weights {
  return initialWeights(network, { imageSize, seed: 5 }).map((tensor) => {
    const random = randomStream(5, 'moved', tensor.name);
    const isVariance = tensor.name.endsWith('running_var');
    return { ...tensor, data: tensor.data.map((value) => value + (isVariance ? 0.5 : 0.1) * random.uniform()) };
  });
}

function someImages(size: number): ImageSet {
  const random = randomStream(5, 'images');
  const pixels = Uint8Array.from({ length: 3 * size * size * 3 }, () => random.integer(256));
  return { files: ['a', 'b', 'c'], labels: Uint8Array.of(0, 1, 0), pixels, size };
}

describe.each([smallCnn])('exported $id', (network) => {
  const imageSize = network.parameters.parse({}).imageSize;

  it('is loaded by stock tfjs and gives the same scores', async () => {
    const weights = someWeights(network, imageSize);
    const images = someImages(imageSize);
    const tensors = toTensors(weights);
    const ours = await predict(network, images, { weights: tensors });
    disposeTensors(tensors);
    const artifacts = modelArtifacts(network.id, imageSize, weights);
    // A detour over JSON, as model.json makes it.
    const modelTopology = JSON.parse(JSON.stringify(artifacts.modelTopology));
    const model = await loadLayersModel(tf.io.fromMemory({ ...artifacts, modelTopology }));
    const input = tf.tensor4d(
      Float32Array.from(images.pixels, (byte) => (byte / 255 - 0.5) / 0.5),
      [3, imageSize, imageSize, 3],
    );
    const output = model.predict(input);
    if (Array.isArray(output)) throw new Error('The model has several outputs.');
    const theirs = output.dataSync();
    expect(output.shape).toEqual([3, 2]);
    ours.forEach((score, index) => {
      expect(Math.abs(score - (theirs[index * 2] ?? NaN))).toBeLessThan(1e-5);
      expect((theirs[index * 2] ?? NaN) + (theirs[index * 2 + 1] ?? NaN)).toBeCloseTo(1, 5);
    });
  });

  it('comes back bit by bit, after stock tfjs has saved it too', async () => {
    const weights = someWeights(network, imageSize);
    const artifacts = modelArtifacts(network.id, imageSize, weights);
    expect(weightsFromArtifacts(artifacts)).toEqual({ networkId: network.id, imageSize, weights });
    const model = await loadLayersModel(tf.io.fromMemory(artifacts));
    const saved: tf.io.ModelArtifacts[] = [];
    await model.save(
      tf.io.withSaveHandler(async (again) => {
        saved.push({ ...again, userDefinedMetadata: artifacts.userDefinedMetadata ?? {} });
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
    );
    expect(weightsFromArtifacts(saved[0] ?? {}).weights).toEqual(weights);
  });
});

describe('weightsFromArtifacts', () => {
  const weights = () => initialWeights(smallCnn, { imageSize: 64, seed: 1 });

  it('names missing, extra and mis-shaped tensors', () => {
    const changed = weights().flatMap((tensor) => {
      if (tensor.name === 'bn2.bias') return [];
      if (tensor.name === 'fc.bias') return [{ name: 'fc.bias', shape: [3], data: new Float32Array(3) }];
      return [tensor];
    });
    const extra = { name: 'conv9.weight', shape: [1], data: new Float32Array(1) };
    expect(() => modelArtifacts('small-cnn', 64, [...changed, extra])).toThrow(
      'The set of weights does not fit network "small-cnn": missing: bn2.bias; ' +
        'not of this network: conv9.weight; of another shape: fc.bias [3] instead of [2].',
    );
  });

  it("refuses another program's model and one that is cut off", () => {
    const artifacts = modelArtifacts('small-cnn', 64, weights());
    expect(() => weightsFromArtifacts({ ...artifacts, userDefinedMetadata: {} })).toThrow('does not say which network');
    const bytes = artifacts.weightData as ArrayBuffer;
    const cut = { ...artifacts, weightData: bytes.slice(0, bytes.byteLength - 4) };
    expect(() => weightsFromArtifacts(cut)).toThrow('in the middle of tensor "fc/bias"');
  });

  it('reads weights that come in several shards', () => {
    const artifacts = modelArtifacts('small-cnn', 64, weights());
    const bytes = artifacts.weightData as ArrayBuffer;
    const shards = [bytes.slice(0, 1001), bytes.slice(1001)];
    expect(weightsFromArtifacts({ ...artifacts, weightData: shards }).weights).toEqual(weights());
  });
});
