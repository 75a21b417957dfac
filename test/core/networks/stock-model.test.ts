/** Networks exported as stock tf.layers models: the same scores without code of ours, and the same weights back. */
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { forward } from '../../../src/core/networks/forward';
import { networks } from '../../../src/core/networks/index';
import { modelArtifacts, weightsFromArtifacts } from '../../../src/core/networks/model-artifacts';
import type { Network } from '../../../src/core/networks/network';
import { disposeTensors, toTensors } from '../../../src/core/weights/weight-tensors';
import type { NamedTensor } from '../../../src/core/weights/weights';
import { openEngine } from '../../../src/engine/open-engine';
import { unevenPixels, unevenWeights } from './uneven-model';

const bytesOf = ({ data }: NamedTensor) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

describe.each(networks.map((network): [string, Network] => [network.id, network]))('%s', (id, network) => {
  beforeAll(() => openEngine('wasm'));

  // Odd feature maps and even ones at every pooling and stride.
  it.each(id === 'small-cnn' ? [32, 64] : [64, 101])('gives its scores in stock tfjs at %i px', async (imageSize) => {
    const weights = unevenWeights(network, imageSize);
    const artifacts = modelArtifacts(id, imageSize, weights);
    const pixels = unevenPixels(imageSize);
    const images = tf.tensor4d(pixels, [2, imageSize, imageSize, 3]);

    const tensors = toTensors(weights);
    const own = tf.softmax(forward(network, images, { weights: tensors, isTraining: false }).logits);
    const model = await loadLayersModel(tf.io.fromMemory(artifacts));
    const stock = model.predict(images);
    if (!(stock instanceof tf.Tensor)) throw new Error('The model has no single output.');
    const [ours, theirs] = [await own.data(), await stock.data()];
    expect(stock.shape).toEqual([2, 2]);
    expect(Math.abs((ours[0] ?? 0) - (ours[2] ?? 0))).toBeGreaterThan(1e-3); // two images, two scores
    ours.forEach((score, index) => expect(Math.abs(score - (theirs[index] ?? NaN))).toBeLessThan(1e-5));

    disposeTensors(tensors);
    model.dispose();
    const imported = weightsFromArtifacts(artifacts);
    expect(imported).toMatchObject({ networkId: id, imageSize });
    expect(imported.weights.map(({ name, shape }) => [name, shape])).toEqual(
      weights.map(({ name, shape }) => [name, shape]),
    );
    // Bytes: comparing 20 million numbers one by one takes longer than all the rest.
    imported.weights.forEach((tensor, index) => {
      const original = weights[index];
      expect(original && bytesOf(tensor).equals(bytesOf(original)), tensor.name).toBe(true);
    });
  });
});
