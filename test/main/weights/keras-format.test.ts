/** .keras files: laid out as Keras itself lays them out, and in Keras the scores of our own networks. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { Dataset, File, ready } from 'h5wasm/node';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { networks } from '../../../src/core/networks';
import type { Network } from '../../../src/core/networks/network';
import { networkGraph } from '../../../src/core/networks/network-graph';
import { openEngine } from '../../../src/engine/open-engine';
import { exportWeights } from '../../../src/main/weights/export-weights';
import { CheckpointFile } from '../../../src/main/weights/torch/checkpoint-file';
import { readZipDirectory, readZipEntry } from '../../../src/main/weights/torch/zip-archive';
import type { ChosenOptions } from '../../../src/shared/weights';
import { unevenPixels, unevenWeights } from '../../core/networks/uneven-model';
import { expectClose, ownLogits } from './own-logits';
import { checkpointFolder } from './torch/checkpoint-folder';
import { findPython } from './torch/torch-python';

const folder = checkpointFolder();
const ofEach = networks.map((network): [string, Network] => [network.id, network]);

const written = new Map<string, Promise<string>>();

/** Each is written once, and looked at by several tests. */
function exported(network: Network, imageSize: number, options: ChosenOptions = {}): Promise<string> {
  const name = [network.id, imageSize, ...Object.values(options)].join('-');
  const found = written.get(name) ?? write(network, imageSize, { name, options });
  written.set(name, found);
  return found;
}

async function write(
  network: Network,
  imageSize: number,
  { name, options }: { name: string; options: ChosenOptions },
): Promise<string> {
  const source = { networkId: network.id, imageSize, weights: unevenWeights(network, imageSize) };
  const request = { source, format: 'keras', to: folder.at('out'), name, metadata: { run: 'run-1' } } as const;
  const { files } = await exportWeights({ ...request, options });
  return files[0] ?? '';
}

async function contentOf(path: string): Promise<Map<string, Uint8Array>> {
  const file = await CheckpointFile.open(path);
  const content = new Map<string, Uint8Array>();
  for (const [name, entry] of await readZipDirectory(file)) content.set(name, await readZipEntry(file, entry));
  await file.close();
  return content;
}

const jsonOf = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes));

describe.each(ofEach)('%s', (id, network) => {
  it('has each tensor where Keras itself puts it when it saves the model', async () => {
    const content = await contentOf(await exported(network, 64));
    expect([...content.keys()]).toEqual(['metadata.json', 'config.json', 'model.weights.h5']);
    // path, shape and layer of each, listed by test/keras/list-weight-paths.py
    const list = await readFile(join(import.meta.dirname, `../../files/keys/keras-${id}.txt`), 'utf8');
    const lines = list
      .trim()
      .split('\n')
      .map((line) => line.split(' '));
    const roles = new Map<string, string>();
    const { weightNames } = networkGraph(network, 64, { input: 'normalised', output: 'softmax' });
    for (const [name, place] of weightNames) roles.set(place.replaceAll('.', '_'), name);
    const kinds = [['kernel', 'depthwise_kernel', 'gamma'], ['bias', 'beta'], ['moving_mean'], ['moving_variance']];
    const weights = new Map(unevenWeights(network, 64).map((tensor) => [tensor.name, tensor]));

    await ready;
    const file = new File(await folder.write('weights.h5', content.get('model.weights.h5') ?? new Uint8Array(0)), 'r');
    expect(lines).toHaveLength(weights.size);
    for (const [path = '', shape = '', layer = ''] of lines) {
      const role = kinds[Number(path.at(-1))]?.find((kind) => roles.has(`${layer}/${kind}`));
      const tensor = weights.get(roles.get(`${layer}/${role}`) ?? '');
      const dataset = file.get(path);
      if (!(dataset instanceof Dataset)) throw new Error(`The file has no ${path}.`);
      expect([path, dataset.shape?.join(), dataset.dtype]).toEqual([path, shape, '<f']);
      const stored = Float32Array.from(z.instanceof(Float32Array).parse(dataset.value));
      const isSame = Buffer.from(stored.buffer).equals(Buffer.from(Float32Array.from(tensor?.data ?? []).buffer));
      expect([path, isSame]).toEqual([path, true]);
    }
    file.close();
  });

  it('is described by a graph whose layers each come after their inputs', async () => {
    const content = await contentOf(await exported(network, 64, { input: 'bytes', output: 'logits' }));
    const metadata = { run: 'run-1', network: id, image_size: 64, classes: 'fake,real', input: 'bytes' };
    expect(jsonOf(content.get('metadata.json'))).toMatchObject({ ...metadata, output: 'logits' });
    const { config } = jsonOf(content.get('config.json'));
    expect(config.layers[0].config).toEqual({
      name: 'images',
      batch_shape: [null, 64, 64, 3],
      dtype: 'uint8',
      sparse: false,
    });
    expect(config.layers[1]).toMatchObject({ class_name: 'Rescaling', config: { scale: 1 / 127.5, offset: -1 } });
    const seen = new Set<string>();
    for (const { name, inbound_nodes: nodes } of config.layers) {
      for (const { args } of nodes) {
        for (const tensor of args.flat()) expect(seen.has(tensor.config.keras_history[0]), name).toBe(true);
      }
      seen.add(name);
    }
    expect(seen.size).toBe(config.layers.length);
    expect(config.output_layers).toEqual([config.layers.at(-1).name, 0, 0]);
    // On PyTorch, Keras refuses names with a dot.
    expect([...seen].filter((name) => name.includes('.'))).toEqual([]);
  });
});

it('has the same bytes whenever it is written', async () => {
  const [network] = networks;
  if (network === undefined) throw new Error('There is no network.');
  const first = await readFile(await exported(network, 32));
  vi.useFakeTimers({ now: Date.now() + 86_400_000, toFake: ['Date'] });
  const second = await readFile(await exported(network, 32, { output: 'softmax' }));
  vi.useRealTimers();
  expect(first.equals(second)).toBe(true);
});

// Keras takes TensorFlow where nothing is said, which is the largest of its backends.
const backend = process.env['KERAS_BACKEND'] ?? 'jax';
const python = findPython(`import os; os.environ['KERAS_BACKEND'] = '${backend}'; import keras`, 'KERAS_PYTHON');
if (python === null) process.stderr.write('Skipped: .keras files in Keras (pip install keras jax, KERAS_PYTHON).\n');

describe.skipIf(python === null)('Keras (skipped where no python3 has it)', () => {
  beforeAll(() => openEngine('wasm'));

  it('gives our scores and logits for every network, from numbers and from bytes', { timeout: 900_000 }, async () => {
    const jobs: object[] = [];
    const expected: { values: ArrayLike<number>; scale: number }[] = [];
    for (const network of networks) {
      // Odd feature maps and even ones at every pooling and stride.
      for (const imageSize of network.id === 'small-cnn' ? [32, 64] : [64, 101]) {
        const shape: [number, number, number, number] = [2, imageSize, imageSize, 3];
        const bytes = Uint8Array.from(unevenPixels(imageSize), (value) => Math.round((value + 1) * 127.5));
        const pixels = Float32Array.from(bytes, (byte) => byte / 127.5 - 1);
        const logits = await ownLogits(network, unevenWeights(network, imageSize), tf.tensor4d(pixels, shape));
        const [own, scores] = [await logits.data(), await tf.softmax(logits).data()];
        expect(Math.abs((scores[0] ?? 0) - (scores[2] ?? 0))).toBeGreaterThan(1e-3); // two images, two scores
        const asBytes = { images: await folder.write(`${imageSize}.u8`, bytes), type: 'uint8', shape };
        const asNumbers = {
          images: await folder.write(`${imageSize}.f32`, new Uint8Array(pixels.buffer)),
          type: 'float32',
          shape,
        };
        jobs.push({ model: await exported(network, imageSize), ...asNumbers });
        expected.push({ values: scores, scale: 1 });
        jobs.push({ model: await exported(network, imageSize, { input: 'bytes', output: 'logits' }), ...asBytes });
        expected.push({ values: own, scale: Math.max(1, ...own.map(Math.abs)) });
      }
    }
    const list = await folder.write('jobs.json', Buffer.from(JSON.stringify(jobs)));
    const script = join(import.meta.dirname, '../../keras/score-model.py');
    const env = { ...process.env, KERAS_BACKEND: backend };
    const text = execFileSync(python ?? '', [script, list], { encoding: 'utf8', env });
    // One row for each image.
    const rows = z.array(z.array(z.array(z.number()))).parse(JSON.parse(text.trim().split('\n').at(-1) ?? ''));
    const outputs = rows.map((ofModel) => ofModel.flat());
    expect(outputs).toHaveLength(expected.length);
    outputs.forEach((output, index) => expectClose(output, expected[index]?.values ?? [], expected[index]?.scale));
  });
});
