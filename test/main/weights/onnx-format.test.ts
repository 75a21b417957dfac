/** ONNX files in ONNX Runtime: the scores of our own networks, for any batch, with either input and output. */
import * as tf from '@tensorflow/tfjs-core';
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { networks } from '../../../src/core/networks';
import { forward } from '../../../src/core/networks/forward';
import type { Network } from '../../../src/core/networks/network';
import { disposeTensors, toTensors } from '../../../src/core/weights/weight-tensors';
import type { Weights } from '../../../src/core/weights/weights';
import { openEngine } from '../../../src/engine/open-engine';
import { exportWeights } from '../../../src/main/weights/export-weights';
import { onnxFormat } from '../../../src/main/weights/onnx-format';
import { GraphOptions } from '../../../src/shared/weights';
import { unevenPixels, unevenWeights } from '../../core/networks/uneven-model';
import { checkpointFolder } from './torch/checkpoint-folder';

const folder = checkpointFolder();
const cases = networks.flatMap((network): [string, number, Network][] =>
  // Odd feature maps and even ones at every pooling and stride.
  (network.id === 'small-cnn' ? [32, 64] : [64, 101]).map((imageSize) => [network.id, imageSize, network]),
);

async function openSession(networkId: string, imageSize: number, weights: Weights, options: Partial<GraphOptions>) {
  const [file] = onnxFormat.files({ networkId, imageSize, weights }, 'x', { run: 'r' }, GraphOptions.parse(options));
  return ort.InferenceSession.create(file?.bytes ?? new Uint8Array(0));
}

async function run(session: ort.InferenceSession, images: ort.Tensor): Promise<number[]> {
  const output = session.outputNames[0] ?? '';
  const values = (await session.run({ images }))[output]?.data;
  if (!(values instanceof Float32Array)) throw new Error('The model gives no real numbers.');
  return [...values];
}

/** Logits of our own network, in a row. */
async function ownLogits(network: Network, weights: Weights, images: tf.Tensor4D): Promise<tf.Tensor2D> {
  const tensors = toTensors(weights);
  const { logits } = tf.tidy(() => ({
    logits: forward(network, images, { weights: tensors, isTraining: false }).logits,
  }));
  await logits.data();
  disposeTensors(tensors);
  return tf.reshape<tf.Rank.R2>(logits, [images.shape[0], 2]);
}

function expectClose(found: readonly number[], expected: ArrayLike<number>, scale = 1): void {
  expect(found.length).toBe(expected.length);
  found.forEach((value, index) => expect(Math.abs(value - (expected[index] ?? NaN))).toBeLessThan(1e-5 * scale));
}

describe.each(cases)('%s at %i px', (id, imageSize, network) => {
  const weights = unevenWeights(network, imageSize);
  beforeAll(() => openEngine('wasm'));

  it('gives its scores in ONNX Runtime, for two images at once and for one', async () => {
    const images = tf.tensor4d(unevenPixels(imageSize), [2, imageSize, imageSize, 3]);
    const own = await tf.softmax(await ownLogits(network, weights, images)).data();
    const planes = await tf.transpose(images, [0, 3, 1, 2]).data();
    expect(Math.abs((own[0] ?? 0) - (own[2] ?? 0))).toBeGreaterThan(1e-3); // two images, two scores
    const session = await openSession(id, imageSize, weights, {});
    const both = new ort.Tensor('float32', Float32Array.from(planes), [2, 3, imageSize, imageSize]);
    expectClose(await run(session, both), own);
    const second = Float32Array.from(planes.subarray(planes.length / 2));
    expectClose(await run(session, new ort.Tensor('float32', second, [1, 3, imageSize, imageSize])), own.slice(2));
    await session.release();
  });

  it('normalises bytes inside, and gives logits, where that is asked for', async () => {
    const bytes = Uint8Array.from(unevenPixels(imageSize), (value) => Math.round((value + 1) * 127.5));
    const shape: [number, number, number, number] = [2, imageSize, imageSize, 3];
    const images = tf.tensor4d(
      Float32Array.from(bytes, (byte) => (byte / 255 - 0.5) / 0.5),
      shape,
    );
    const own = await (await ownLogits(network, weights, images)).data();
    const session = await openSession(id, imageSize, weights, { input: 'bytes', output: 'logits' });
    const logits = await run(session, new ort.Tensor('uint8', bytes, shape));
    expectClose(logits, own, Math.max(1, ...own.map(Math.abs)));
    expect(Math.abs((logits[0] ?? 0) + (logits[1] ?? 0) - 1)).toBeGreaterThan(1e-3); // no softmax
    await session.release();
  });
});

it('is one file, and its options are refused for a format that has no graph', async () => {
  const [network] = networks;
  if (network === undefined) throw new Error('There is no network.');
  const source = { networkId: network.id, imageSize: 32, weights: unevenWeights(network, 32) };
  const request = { source, to: folder.at('onnx'), name: 'run-1', metadata: { run: 'run-1' } };
  const { files } = await exportWeights({ ...request, format: 'onnx', options: { output: 'logits' } });
  expect(files).toEqual([`${folder.at('onnx')}/run-1.onnx`]);
  await expect(exportWeights({ ...request, format: 'torch', options: { output: 'logits' } })).rejects.toMatchObject({
    code: 'bad-input',
    message: 'A PyTorch export has no choice of output. Leave it out, or export as ONNX.',
  });
});
