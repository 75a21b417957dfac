/** Maps of occlusion and scores of dropped images, from weights on disk. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNetwork } from '../../../src/core/networks';
import { initialWeights } from '../../../src/core/networks/initial-weights';
import { disposeTensors, toTensors } from '../../../src/core/weights/weight-tensors';
import { openEngine } from '../../../src/engine/open-engine';
import { ImageCache } from '../../../src/main/datasets/image-cache/image-cache';
import { scoreImages } from '../../../src/main/evaluation/score-images';
import { findSaliency } from '../../../src/main/images/find-saliency';
import { scoreDropped } from '../../../src/main/images/score-dropped';
import { safetensorsPieces } from '../../../src/main/weights/safetensors';
import { modelMetadata } from '../../../src/main/weights/safetensors-format';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

const size = 32;
const file = 'fake/fake_000.png';
const network = findNetwork('small-cnn');
const weights = initialWeights(network, { imageSize: size, seed: 4 });
let root: string;
let folder: string;
let path: string;

beforeAll(async () => {
  root = await temporaryFolder('saliency');
  await makeTinyDataset(root, { tasks: ['alpha'], perClass: 1, size: 40 });
  folder = join(root, 'alpha', 'val');
  path = join(root, 'best.safetensors');
  const metadata = modelMetadata('small-cnn', size, { step: '1', task: 'alpha', which: 'best' });
  await writeFile(path, Buffer.concat(safetensorsPieces(weights, metadata)));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** As an evaluation gives it. */
async function evaluatedScore(): Promise<number> {
  await openEngine('wasm');
  const tensors = toTensors(weights);
  const [row] = await scoreImages([{ file, label: 0 }], {
    ...{ network, weights: tensors, size, folder, mostBytes: 0, onUnreadable: null },
    cache: new ImageCache({ folder: join(root, 'cache'), limitBytes: 1, warn: async () => undefined }),
    onProgress: async () => undefined,
  });
  disposeTensors(tensors);
  return row?.score ?? NaN;
}

describe('findSaliency', () => {
  it('gives the score that an evaluation gives, and a change of it for every place', async () => {
    const saliency = await findSaliency({ path }, join(folder, file));
    expect(saliency).toMatchObject({ side: 12, patch: 5, imageSize: size });
    expect(saliency.values).toHaveLength(144);
    expect(saliency.values.some((value) => value !== 0)).toBe(true);
    expect(saliency.score).toBeCloseTo(await evaluatedScore(), 6);
  });
});

describe('scoreDropped', () => {
  it('scores the bytes as an evaluation scores the file, and says why one run cannot', async () => {
    const bytes = new Uint8Array(await readFile(join(folder, file)));
    const runs = [
      { runId: 'good', stage: 2, weights: { path } },
      { runId: 'gone', stage: 1, weights: { path: join(root, 'none.safetensors') } },
    ];
    const [good, gone] = await scoreDropped({ bytes, name: file }, runs);
    expect(good).toMatchObject({ runId: 'good', stage: 2, message: null });
    expect(good?.score).toBeCloseTo(await evaluatedScore(), 6);
    expect(gone).toMatchObject({ score: null, message: expect.stringContaining('none.safetensors') });
  });

  it('refuses what is no image', async () => {
    const bytes = new TextEncoder().encode('<svg></svg>');
    await expect(scoreDropped({ bytes, name: 'drawing.png' }, [])).rejects.toMatchObject({ code: 'damaged' });
  });
});
