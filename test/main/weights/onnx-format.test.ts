/** ONNX files in ONNX Runtime: the scores of our own networks, for any batch, with either input and output. */
import { execFileSync } from 'node:child_process';
import * as tf from '@tensorflow/tfjs-core';
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { networks } from '../../../src/core/networks';
import type { Network } from '../../../src/core/networks/network';
import type { Weights } from '../../../src/core/weights/weights';
import { openEngine } from '../../../src/engine/open-engine';
import { exportWeights } from '../../../src/main/weights/export-weights';
import { onnxFormat } from '../../../src/main/weights/onnx-format';
import { withDefaults, type ChosenOptions } from '../../../src/shared/weights';
import { unevenPixels, unevenWeights } from '../../core/networks/uneven-model';
import { expectClose, ownLogits } from './own-logits';
import { checkpointFolder } from './torch/checkpoint-folder';
import { findPython } from './torch/torch-python';

const folder = checkpointFolder();
const cases = networks.flatMap((network): [string, number, Network][] =>
  // Odd feature maps and even ones at every pooling and stride.
  (network.id === 'small-cnn' ? [32, 64] : [64, 101]).map((imageSize) => [network.id, imageSize, network]),
);

async function openSession(networkId: string, imageSize: number, weights: Weights, options: ChosenOptions) {
  const [file] = await onnxFormat.files({ networkId, imageSize, weights }, 'x', { run: 'r' }, withDefaults(options));
  return ort.InferenceSession.create(file?.bytes ?? new Uint8Array(0));
}

async function run(session: ort.InferenceSession, images: ort.Tensor): Promise<number[]> {
  const output = session.outputNames[0] ?? '';
  const values = (await session.run({ images }))[output]?.data;
  if (!(values instanceof Float32Array)) throw new Error('The model gives no real numbers.');
  return [...values];
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

const python = findPython('import onnxruntime, numpy', 'ONNXRUNTIME_PYTHON');
if (python === null) {
  process.stderr.write('Skipped: ONNX files in Python (pip install onnxruntime, ONNXRUNTIME_PYTHON).\n');
}
/** The output for images of float32 or uint8 that lie in a file, as JSON. */
const script = `
import json, sys, numpy, onnxruntime
session = onnxruntime.InferenceSession(sys.argv[1])
images = numpy.fromfile(sys.argv[2], sys.argv[3]).reshape([2] + session.get_inputs()[0].shape[1:])
print(json.dumps(session.run(None, {"images": images})[0].reshape(-1).tolist()))
`;

describe.skipIf(python === null)('ONNX Runtime of Python (skipped where no python3 has it)', () => {
  it.each(cases)(
    'gives the scores and logits of %s at %i px',
    async (id, imageSize, network) => {
      await openEngine('wasm');
      const weights = unevenWeights(network, imageSize);
      const bytes = Uint8Array.from(unevenPixels(imageSize), (value) => Math.round((value + 1) * 127.5));
      const shape: [number, number, number, number] = [2, imageSize, imageSize, 3];
      const images = tf.tensor4d(
        Float32Array.from(bytes, (byte) => byte / 127.5 - 1),
        shape,
      );
      const logits = await ownLogits(network, weights, images);
      const output = async (name: string, options: ChosenOptions, pixels: Uint8Array) => {
        const source = { networkId: id, imageSize, weights };
        const request = { source, format: 'onnx', to: folder.at(`${id}-${imageSize}`), name, metadata: {} } as const;
        const { files } = await exportWeights({ ...request, options });
        const at = await folder.write('images.bin', pixels);
        const type = options.input === 'bytes' ? 'uint8' : 'float32';
        const args = ['-c', script, files[0] ?? '', at, type];
        return z.array(z.number()).parse(JSON.parse(execFileSync(python ?? '', args, { encoding: 'utf8' })));
      };
      const planes = Float32Array.from(await tf.transpose(images, [0, 3, 1, 2]).data());
      expectClose(await output('scores', {}, new Uint8Array(planes.buffer)), await tf.softmax(logits).data());
      const own = await logits.data();
      const theirs = await output('logits', { input: 'bytes', output: 'logits' }, bytes);
      expectClose(theirs, own, Math.max(1, ...own.map(Math.abs)));
    },
    60_000,
  );
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
    message: 'A PyTorch export has no choice of output. Leave it out, or export as ONNX or Keras.',
  });
});
