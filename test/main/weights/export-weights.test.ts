/** Export and import of weights: both formats give the same tensors back, stock tfjs the same scores. */
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findNetwork } from '../../../src/core/networks';
import { forward } from '../../../src/core/networks/forward';
import { initialWeights } from '../../../src/core/networks/initial-weights';
import type { Weights } from '../../../src/core/weights/weights';
import { openCpu } from '../../../src/engine/cpu/open-cpu';
import { exportWeights } from '../../../src/main/weights/export-weights';
import type { ModelWeights } from '../../../src/main/weights/model-weights';
import { cutIntoShards } from '../../../src/main/weights/tfjs-format';
import { inspectWeights, readWeights } from '../../../src/main/weights/read-weights';
import { weightsHash } from '../../../src/main/weights/weights-hash';
import { weightsFormats } from '../../../src/shared/weights';

const networkId = 'small-cnn';
const imageSize = 32;
const model: ModelWeights = { networkId, imageSize, weights: unevenWeights() };
const metadata = { run: 'run-1', stage: '2' };

/** As after a training: running statistics that are neither 0 nor 1. */
function unevenWeights(): Weights {
  const initial = initialWeights(findNetwork(networkId), { imageSize, seed: 7 });
  return initial.map((tensor) => ({
    ...tensor,
    data: tensor.name.startsWith('bn')
      ? tensor.data.map((value, index) => value + ((index % 5) + 1) / 10)
      : tensor.data,
  }));
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cored-export-'));
});
afterEach(() => rm(folder, { recursive: true }));

const exportTo = (to: string, format: (typeof weightsFormats)[number], source: string | ModelWeights = model) =>
  exportWeights({ source, format, to, name: 'cored seed 1, stage 2', metadata });

/** Softmax scores of our own network, [image][class]. */
async function ownScores(weights: Weights, images: tf.Tensor4D): Promise<number[][]> {
  const tensors = new Map(weights.map(({ name, shape, data }) => [name, tf.tensor(data, [...shape])]));
  return tf.softmax(forward(findNetwork(networkId), images, { weights: tensors, isTraining: false }).logits).array();
}

/** Scores of stock tfjs, which is handed the files as they are and no code of ours. */
async function stockScores(modelFolder: string, images: tf.Tensor4D): Promise<number[][]> {
  const json = JSON.parse(await readFile(join(modelFolder, 'model.json'), 'utf8'));
  const specs = json.weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights);
  const shards = await Promise.all(
    json.weightsManifest
      .flatMap((group: { paths: string[] }) => group.paths)
      .map((path: string) => readFile(join(modelFolder, path))),
  );
  const weightData = new Uint8Array(Buffer.concat(shards)).buffer;
  const stock = await loadLayersModel(
    tf.io.fromMemory({ modelTopology: json.modelTopology, weightSpecs: specs, weightData }),
  );
  const scores = stock.predict(images);
  if (!(scores instanceof tf.Tensor)) throw new Error('The model has no single output.');
  return tf.reshape<tf.Rank.R2>(scores, [images.shape[0], 2]).array();
}

describe('export and import', () => {
  it.each(weightsFormats)('%s gives the same tensors and the same hash back', async (format) => {
    const exported = await exportTo(folder, format);
    for (const path of [folder, exported.files.at(-1) ?? '']) {
      const read = await readWeights(path);
      expect(read.weights).toEqual(model.weights);
      expect(read).toMatchObject({ networkId, imageSize, format, hash: weightsHash(model.weights) });
    }
  });

  it('goes from one format to the other and back without a bit of difference', async () => {
    const first = await exportTo(join(folder, 'a'), 'safetensors');
    const second = await exportTo(join(folder, 'b'), 'tfjs', first.folder);
    const third = await exportTo(join(folder, 'c'), 'safetensors', second.folder);
    expect(await readFile(third.files[0] ?? '')).toEqual(await readFile(first.files[0] ?? ''));
  });

  it('gives the same scores in stock tfjs as in our own network', async () => {
    await openCpu();
    const { folder: modelFolder } = await exportTo(folder, 'tfjs');
    const images = tf.randomUniform<tf.Rank.R4>([3, imageSize, imageSize, 3], -1, 1, 'float32', 5);
    const own = await ownScores(model.weights, images);
    const stock = await stockScores(modelFolder, images);
    expect(new Set(own.map(([fake]) => fake?.toFixed(4))).size).toBe(3); // three images, three scores
    own.forEach((row, image) => row.forEach((score, index) => expect(stock[image]?.[index]).toBeCloseTo(score, 5)));
    const imported = await ownScores((await readWeights(modelFolder)).weights, images);
    expect(imported).toEqual(own);
  });

  it('cuts weights into shards of 4 MiB', () => {
    const bytes = new Uint8Array(2 * (4 << 20) + 3).map((_, index) => index % 251);
    const shards = cutIntoShards(bytes);
    expect(shards.map(({ name }) => name)).toEqual([1, 2, 3].map((index) => `group1-shard${index}of3.bin`));
    expect(shards.map((shard) => shard.bytes.length)).toEqual([4 << 20, 4 << 20, 3]);
    expect(Buffer.concat(shards.map((shard) => shard.bytes)).equals(bytes)).toBe(true);
  });

  it('reads a tfjs model whose weights lie in several shards', async () => {
    await exportTo(folder, 'tfjs');
    const whole = await readFile(join(folder, 'group1-shard1of1.bin'));
    const cuts = [0, 1001, 50_000, whole.length]; // not at tensors' ends, nor at multiples of four
    const paths = ['first.bin', 'second.bin', 'third.bin'];
    for (const [index, path] of paths.entries()) {
      await writeFile(join(folder, path), whole.subarray(cuts[index], cuts[index + 1]));
    }
    const json = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
    json.weightsManifest[0].paths = paths;
    await writeFile(join(folder, 'model.json'), JSON.stringify(json));
    expect((await readWeights(folder)).weights).toEqual(model.weights);
  });

  it('says what a file holds', async () => {
    await exportTo(folder, 'safetensors');
    expect(await inspectWeights(folder)).toMatchObject({
      path: join(folder, 'cored-seed-1-stage-2.safetensors'),
      format: 'safetensors',
      network: networkId,
      imageSize,
      tensors: model.weights.length,
      parameterCount: model.weights.reduce((sum, { data }) => sum + data.length, 0),
    });
  });
});

describe('the folder that a person chose', () => {
  it('is made when it is missing', async () => {
    const to = join(folder, 'new', 'deep');
    expect(await exportTo(to, 'tfjs')).toMatchObject({ folder: to });
    expect(await readdir(to)).toEqual(['group1-shard1of1.bin', 'model.json']);
  });

  it('gets a folder of the model when it holds other files', async () => {
    await writeFile(join(folder, 'letter.txt'), 'mine');
    const exported = await exportTo(folder, 'tfjs');
    expect(exported.folder).toBe(join(folder, 'cored-seed-1-stage-2'));
    expect((await readdir(folder)).sort()).toEqual(['cored-seed-1-stage-2', 'letter.txt']);
  });

  it.each(weightsFormats)('keeps what is there: a second %s export is a conflict', async (format) => {
    await writeFile(join(folder, 'letter.txt'), 'mine');
    const { files } = await exportTo(folder, format);
    const before = await readFile(files[0] ?? '');
    await expect(exportTo(folder, format)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Choose another folder'),
    });
    expect(await readFile(files[0] ?? '')).toEqual(before);
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('is not made, and nothing is left in it, when the weights do not fit their network', async () => {
    const broken = { ...model, weights: model.weights.slice(1) };
    await expect(exportTo(join(folder, 'new'), 'tfjs', broken)).rejects.toMatchObject({ code: 'bad-input' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('is refused when it is a file', async () => {
    const file = join(folder, 'letter.txt');
    await writeFile(file, 'mine');
    await expect(exportTo(file, 'tfjs')).rejects.toMatchObject({ code: 'bad-input' });
    await expect(exportTo(join(file, 'below'), 'tfjs')).rejects.toThrow('is not a folder');
  });

  it('never receives a file outside it, whatever the name', async () => {
    const request = { source: model, format: 'safetensors', to: folder, metadata } as const;
    const { files } = await exportWeights({ ...request, name: '../../etc/passwd' });
    expect(files).toEqual([join(folder, 'etc-passwd.safetensors')]);
    await expect(exportWeights({ ...request, name: '../..' })).rejects.toMatchObject({ code: 'bad-input' });
  });
});

describe('reading weights refuses', () => {
  it('what is not there, an empty folder, other files and several files', async () => {
    await expect(readWeights(join(folder, 'none'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(readWeights(folder)).rejects.toThrow('holds no weights');
    await writeFile(join(folder, 'weights.h5'), '');
    await expect(readWeights(join(folder, 'weights.h5'))).rejects.toMatchObject({ code: 'bad-input' });
    await writeFile(join(folder, 'a.safetensors'), '');
    await writeFile(join(folder, 'b.safetensors'), '');
    await expect(readWeights(folder)).rejects.toThrow('a.safetensors, b.safetensors');
  });

  it('a safetensors file in our layout that does not name its network', async () => {
    const { encodeSafetensors } = await import('../../../src/main/weights/safetensors');
    await writeFile(join(folder, 'x.safetensors'), encodeSafetensors(model.weights, {}));
    await expect(readWeights(folder)).rejects.toThrow('does not fit the network small-cnn');
  });

  type Change = (json: { weightsManifest: { paths: string[]; weights: { name: string; dtype: string }[] }[] }) => void;
  const changes: [string, Change, string][] = [
    ['leads out of its folder', (json) => json.weightsManifest[0]?.paths.push('../secret.bin'), 'outside its folder'],
    ['names a missing shard', (json) => json.weightsManifest[0]?.paths.push('none.bin'), 'none.bin cannot be read'],
    ['lacks a shard', (json) => json.weightsManifest[0]?.paths.pop(), 'hold 0 bytes'],
    ['holds a tensor twice', ({ weightsManifest: [group] }) => group?.weights.push(...group.weights), 'twice'],
    ['is quantised', ({ weightsManifest: [group] }) => group?.weights.forEach((w) => (w.dtype = 'uint8')), 'float32'],
    ['has no manifest', (json) => Reflect.deleteProperty(json, 'weightsManifest'), 'weightsManifest'],
  ];
  it.each(changes)('a model.json that %s', async (_, change, reason) => {
    await exportTo(folder, 'tfjs');
    const path = join(folder, 'model.json');
    const json = JSON.parse(await readFile(path, 'utf8'));
    change(json);
    await writeFile(path, JSON.stringify(json));
    const error = await readWeights(folder).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'damaged', message: expect.stringContaining(reason) });
    expect(error).toMatchObject({ message: expect.stringContaining(path) });
  });

  it('a model.json that is no JSON, and one of another program', async () => {
    await mkdir(join(folder, 'other'));
    await writeFile(join(folder, 'model.json'), '{');
    await expect(readWeights(folder)).rejects.toMatchObject({ code: 'damaged' });
    const foreign = { modelTopology: {}, weightsManifest: [{ paths: [], weights: [] }] };
    await writeFile(join(folder, 'other', 'model.json'), JSON.stringify(foreign));
    await expect(readWeights(join(folder, 'other'))).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(join(folder, 'other', 'model.json')),
    });
  });
});
