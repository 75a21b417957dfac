/** The folder of an export with a model card: what is told of the weights, in words and as data. */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findNetwork } from '../../../src/core/networks';
import type { CardOrigin } from '../../../src/main/weights/card/card-origin';
import { exportWeights } from '../../../src/main/weights/export-weights';
import { readWeights } from '../../../src/main/weights/read-weights';
import { weightsHash } from '../../../src/main/weights/weights-hash';
import { weightsFormats, type ExportFormat, type ChosenOptions } from '../../../src/shared/weights';
import { unevenWeights } from '../../core/networks/uneven-model';
import { checkpointFolder } from './torch/checkpoint-folder';

const folder = checkpointFolder();
const source = { networkId: 'small-cnn', imageSize: 32, weights: unevenWeights(findNetwork('small-cnn'), 32) };
const card: CardOrigin = {
  run: { id: 'run-1', name: 'first | run\n# of mine', createdAt: '2026-01-02T03:04:05.000Z', seed: 4 },
  stage: 1,
  task: 'alpha',
  which: 'best',
  chain: [
    { name: 'alpha', fingerprint: 'a1' },
    { name: 'beta', fingerprint: 'b2' },
  ],
  method: 'CoReD',
  recipe: { method: 'cored', network: 'small-cnn', parameters: { epochs: 3, alpha: 0.5 } },
  startedFrom: null,
  aucs: {
    split: 'test',
    beforeTraining: [0.5, 0.25],
    matrix: [
      [0.875, 0.75],
      [null, null],
    ],
  },
  licence: null,
  versions: { workbench: '0.1.0' },
};

async function exported(format: ExportFormat, changes: Partial<CardOrigin> = {}, options?: ChosenOptions) {
  const to = folder.at(`${format}-${JSON.stringify({ ...changes, ...options }).length}`);
  const written = await exportWeights({
    ...{ source, format, to, name: 'run-1', metadata: {}, options },
    card: { ...card, ...changes },
  });
  const read = (name: string) => readFile(join(to, name), 'utf8');
  const json = async (name: string) => JSON.parse(await read(name));
  return { written, to, text: await read('README.md'), json };
}

describe('an export with a model card', () => {
  it.each(weightsFormats)('of %s is a folder from which the weights are read', async (format) => {
    const { to, json } = await exported(format);
    expect((await readWeights(to)).hash).toBe(weightsHash(source.weights));
    const { weights } = await json('model-card.json');
    expect(weights).toMatchObject({ format, hash: weightsHash(source.weights) });
    for (const { name, sizeBytes, sha256 } of weights.files) {
      const bytes = await readFile(join(to, name));
      expect([sizeBytes, sha256]).toEqual([bytes.length, createHash('sha256').update(bytes).digest('hex')]);
    }
  });

  it('holds the weights under the name that hubs expect, and the files that they read', async () => {
    const { to, json } = await exported('onnx');
    const expected = ['README.md', 'config.json', 'model-card.json', 'model.onnx', 'preprocessor_config.json'];
    expect((await readdir(to)).sort()).toEqual(expected);
    expect(await json('config.json')).toMatchObject({ image_size: 32, id2label: { 0: 'fake', 1: 'real' } });
    expect(await json('preprocessor_config.json')).toMatchObject({
      ...{ size: { width: 32, height: 32 }, resample: 2, do_normalize: true },
      ...{ image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] },
    });
  });

  it('tells tasks, fingerprints, AUC matrix, recipe and preprocessing in words', async () => {
    const { text } = await exported('onnx');
    expect(text).toContain('| 1 | alpha | yes | `a1` |\n| 2 | beta | no | `b2` |');
    expect(text).toContain('| before training | 0.5000 | 0.2500 |');
    expect(text).toContain('| **after stage 1** (these weights) | 0.8750 | 0.7500 |\n| after stage 2 | – | – |');
    expect(text).toContain('| epochs | 3 |\n| alpha | 0.5 |');
    expect(text).toContain('Resize it to 32 x 32 pixels, bilinear, anti-aliased, without a crop');
    expect(text).toContain('pass [batch, channels, height, width] in the order RGB');
    expect(text).toContain('fake, real, as softmax. The fake score is softmax output 0.');
    expect(text).toContain('# first \\| run \\# of mine, after stage 1 (alpha)');
  });

  it('says what an ONNX model does itself, and that it gives logits', async () => {
    const { text, json } = await exported('onnx', {}, { input: 'bytes', output: 'logits' });
    expect(text).toContain('The model itself computes (byte / 255 - 0.5) / 0.5.');
    expect(text).toContain('fake, real, as logits.');
    const told = await json('model-card.json');
    expect(told.preprocessing).toMatchObject({ insideModel: true, layout: 'batch, height, width, channels' });
    expect(await json('preprocessor_config.json')).toMatchObject({ do_normalize: false, do_rescale: false });
  });

  it('has a licence in header, text and data only where one was given', async () => {
    const none = await exported('safetensors');
    expect(none.text).not.toMatch(/^license:/m);
    expect(none.text).toContain('None was stated when the weights were exported.');
    const given = await exported('safetensors', { licence: 'cc-by-4.0' });
    expect(given.text).toMatch(/^---\nlicense: "cc-by-4.0"\nlibrary_name: "safetensors"\n/);
    expect(given.text).toMatch(/## Licence\n\ncc-by-4.0\n$/);
    expect((await given.json('model-card.json')).licence).toBe('cc-by-4.0');
  });

  it('says of the last weights of a stage that the matrix does not measure them', async () => {
    const { text } = await exported('torch', { which: 'last' });
    expect(text).toContain('These weights are the last ones of their stage, which were not measured here.');
    expect(text).not.toContain('(these weights)');
  });
});
