/** Scoring images through the cache and batch by batch: the same scores, and unreadable images told in both. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findNetwork } from '../../../src/core/networks';
import { initialWeights } from '../../../src/core/networks/initial-weights';
import { evaluationBatch } from '../../../src/core/training/evaluation/predict';
import { disposeTensors, toTensors, type WeightTensors } from '../../../src/core/weights/weight-tensors';
import { openEngine } from '../../../src/engine/open-engine';
import { ImageCache } from '../../../src/main/datasets/image-cache/image-cache';
import { listClassImages } from '../../../src/main/evaluation/list-class-images';
import { scoreImages, type ScoreImagesOptions } from '../../../src/main/evaluation/score-images';
import type { EvaluationProgress } from '../../../src/shared/evaluation';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';

const size = 32;
/** More than two evaluation batches. */
const perClass = evaluationBatch(size) + 3;
const network = findNetwork('small-cnn');
let root: string;
let folder: string;
let weights: WeightTensors;
let progress: EvaluationProgress[] = [];
let skipped: string[] = [];

beforeAll(async () => {
  await openEngine('wasm');
  weights = toTensors(initialWeights(network, { imageSize: size, seed: 4 }));
  root = await mkdtemp(join(tmpdir(), 'cored-scores-'));
  await makeTinyDataset(root, { tasks: ['alpha'], perClass });
  folder = join(root, 'alpha', 'val');
});
beforeEach(() => {
  progress = [];
  skipped = [];
});
afterAll(async () => {
  disposeTensors(weights);
  await rm(root, { recursive: true, force: true });
});

const cacheFolder = () => join(root, 'cache');

async function score(changes: Partial<ScoreImagesOptions> = {}) {
  const warn = async (message: string) => Promise.reject(new Error(message));
  return scoreImages(await listClassImages(folder), {
    ...{ network, weights, size, folder, mostBytes: Infinity },
    cache: new ImageCache({ folder: cacheFolder(), limitBytes: 2 ** 30, warn }),
    onUnreadable: (path) => skipped.push(path),
    onProgress: async (at) => void progress.push(at),
    ...changes,
  });
}

describe('scoreImages', () => {
  it('gives the same scores through the cache, cold and warm, and batch by batch without it', async () => {
    const inTurn = await score({ mostBytes: 0 });
    expect(inTurn).toHaveLength(2 * perClass);
    await expect(readdir(cacheFolder())).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await score()).toEqual(inTurn);
    const sets = (await readdir(cacheFolder())).filter((name) => name.endsWith('.images'));
    expect(sets).toHaveLength(1);
    expect(await score()).toEqual(inTurn);
  });

  it('tells the images that were read, then those that were scored', async () => {
    await score();
    const total = 2 * perClass;
    expect(progress.map(({ total: told }) => told)).toEqual(progress.map(() => total));
    const scored = progress.filter(({ phase }) => phase === 'scoring').map(({ done }) => done);
    expect(scored).toEqual([0, evaluationBatch(size), 2 * evaluationBatch(size), total]);
    expect(progress.findLast(({ phase }) => phase === 'reading')?.done).toBe(total);
    expect(progress.findIndex(({ phase }) => phase === 'scoring')).toBe(
      progress.filter(({ phase }) => phase === 'reading').length,
    );
  });

  it('leaves out and tells an unreadable image, or ends with it, both ways', async () => {
    const broken = join(folder, 'fake', 'fake_000a.png');
    const before = await score();
    await writeFile(broken, 'no image');
    for (const mostBytes of [0, Infinity]) {
      skipped = [];
      expect(await score({ mostBytes })).toEqual(before);
      expect(skipped).toEqual([broken]);
      await expect(score({ mostBytes, onUnreadable: null })).rejects.toMatchObject({
        code: 'damaged',
        message: expect.stringMatching(/fake_000a\.png.* Or let unreadable images be skipped\.$/s),
      });
    }
    await rm(broken);
  });
});
