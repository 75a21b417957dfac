/** PyTorch exports under the names of other packages: their own key lists, and read back as they were. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findNetwork, networks } from '../../../src/core/networks';
import { openEngine } from '../../../src/engine/open-engine';
import { exportWeights } from '../../../src/main/weights/export-weights';
import { readWeights } from '../../../src/main/weights/read-weights';
import { classOrderOf } from '../../../src/main/weights/sources/write-names';
import { readTorchCheckpoint } from '../../../src/main/weights/torch/read-torch-checkpoint';
import { weightsHash } from '../../../src/main/weights/weights-hash';
import { exportNamesOf, type ExportNames } from '../../../src/shared/weights';
import { unevenWeights } from '../../core/networks/uneven-model';
import { scoresOf } from '../../files/scores-of';
import { checkpointFolder } from './torch/checkpoint-folder';
import { findPython, runTorchScript } from './torch/torch-python';

const folder = checkpointFolder();
const size = 128;
const lists = [
  ['pretrainedmodels', 'xception', 'pretrainedmodels-xception'],
  ['timm', 'xception', 'timm-legacy_xception'],
  ['faceforensics', 'xception', 'faceforensics-transfermodel'],
  ['deepfakebench', 'xception', 'deepfakebench-xception'],
  ['efficientnet_pytorch', 'efficientnet-b0', 'efficientnet_pytorch-b0'],
  ['timm', 'efficientnet-b0', 'timm-tf_efficientnet_b0'],
] as const;

const written = new Map<string, ReturnType<typeof write>>();

/** Each is written once, and looked at by several tests. */
function exported(names: ExportNames, network: string): ReturnType<typeof write> {
  const key = `${names}-${network}`;
  const found = written.get(key) ?? write(names, network);
  written.set(key, found);
  return found;
}

async function write(names: ExportNames, network: string) {
  const source = { networkId: network, imageSize: size, weights: unevenWeights(findNetwork(network), size) };
  const request = { source, format: 'torch', to: folder.at(`${names}-${network}`), metadata: {} } as const;
  const { files } = await exportWeights({ ...request, name: 'model', options: { names } });
  return { path: files[0] ?? '', weights: source.weights };
}

/** Of the package itself, its last layer cut down to two outputs. */
function keysOf(list: string): string[] {
  const text = readFileSync(join(import.meta.dirname, `../../files/keys/${list}.txt`), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => line.replace(/ 1000(?=,|$)/, ' 2').trim());
}

describe.each(lists)('%s, %s', (names, network, list) => {
  it('has the keys and shapes of the package, no more and no less', async () => {
    const { path } = await exported(names, network);
    const prefixes = { faceforensics: 'model.', deepfakebench: 'backbone.' };
    const { tensors, isWrapped, prefixes: found } = await readTorchCheckpoint(path);
    const prefix = names in prefixes ? found.join('') : '';
    const keys = tensors.map(({ name, shape }) => `${prefix}${name} ${shape.join()}`);
    const counters = keys
      .filter((key) => key.includes('.running_var '))
      .map((key) => key.replace(/running_var .*/, 'num_batches_tracked'));
    expect([...keys, ...counters].toSorted()).toEqual(keysOf(list).toSorted());
    expect(isWrapped).toBe(false);
  });

  it('is read back as it was', async () => {
    const { path, weights } = await exported(names, network);
    const read = await readWeights(path, { classes: classOrderOf(names) });
    expect([read.networkId, read.account.seeded]).toEqual([network, []]);
    expect(weightsHash(read.weights)).toBe(weightsHash(weights));
  });
});

it('has the classes in the order of the package’s own code', async () => {
  const { path, weights } = await exported('deepfakebench', 'xception');
  const { tensors } = await readTorchCheckpoint(path);
  const theirs = tensors.find(({ name }) => name === 'last_linear.bias')?.data;
  const [fake = 0, real = 0] = weights.find(({ name }) => name === 'last_linear.bias')?.data ?? [];
  expect([...(theirs ?? [])]).toEqual([real, fake]);
});

it('is offered for every network under each name that there is a table for, and under no other', async () => {
  const offered = networks.flatMap(({ id }) => exportNamesOf(id).map((names) => `${names} ${id}`));
  const tested = lists.map(([names, network]) => `${names} ${network}`);
  const published = networks.map(({ id }) => `published ${id}`);
  expect(offered.toSorted()).toEqual([...tested, ...published].toSorted());
  await expect(exported('timm', 'small-cnn')).rejects.toMatchObject({
    code: 'bad-input',
    message: 'timm has no small-cnn, so that weights of it cannot have its names. Choose published.',
  });
});

const python = findPython('import torch, timm, pretrainedmodels, efficientnet_pytorch');

describe.skipIf(python === null)('the packages themselves (skipped where no python3 has them)', () => {
  it.each(lists)(
    '%s, %s loads it strictly and gives the same scores',
    { timeout: 300_000 },
    async (names, network, list) => {
      await openEngine('wasm');
      const { path, weights } = await exported(names, network);
      runTorchScript(python ?? '', 'load-exported.py', list, path, folder.at('scores.json'));
      const text = await readFile(folder.at('scores.json'), 'utf8');
      const theirs = z.array(z.array(z.number())).parse(JSON.parse(text));
      const ours = await scoresOf(network, weights, size);
      const order = classOrderOf(names) === 'real,fake' ? [1, 0, 3, 2] : [0, 1, 2, 3];
      // The images must be told apart, or equal scores would say nothing.
      expect(Math.abs((ours[0] ?? 0) - (ours[2] ?? 0))).toBeGreaterThan(1e-3);
      const differences = theirs.flat().map((score, at) => Math.abs((ours[order[at] ?? 0] ?? NaN) - score));
      expect(differences).toHaveLength(4);
      expect(Math.max(...differences)).toBeLessThan(1e-5);
    },
  );
});
