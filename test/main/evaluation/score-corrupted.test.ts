/** Scoring under corruptions: strength 0 is the clean score to the last bit, and what an image becomes hangs on no other. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CorruptionLevel } from '../../../src/core/corruptions/corrupt-image';
import { findNetwork } from '../../../src/core/networks';
import { initialWeights } from '../../../src/core/networks/initial-weights';
import { disposeTensors, toTensors, type WeightTensors } from '../../../src/core/weights/weight-tensors';
import { openEngine } from '../../../src/engine/open-engine';
import { ImageCache } from '../../../src/main/datasets/image-cache/image-cache';
import { listClassImages } from '../../../src/main/evaluation/list-class-images';
import { scoreCorrupted } from '../../../src/main/evaluation/score-corrupted';
import { scoreImages } from '../../../src/main/evaluation/score-images';
import type { EvaluationProgress } from '../../../src/shared/evaluation';
import { corruptionIds } from '../../../src/shared/robustness';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';

const size = 32;
const network = findNetwork('small-cnn');
let root: string;
let folder: string;
let weights: WeightTensors;

beforeAll(async () => {
  await openEngine('wasm');
  weights = toTensors(initialWeights(network, { imageSize: size, seed: 4 }));
  root = await mkdtemp(join(tmpdir(), 'cored-corrupted-'));
  // Two batches and a part of one, of images that are larger than what the network takes.
  await makeTinyDataset(root, { tasks: ['alpha'], perClass: 70, size: 40 });
  folder = join(root, 'alpha', 'val');
});
afterAll(async () => {
  disposeTensors(weights);
  await rm(root, { recursive: true, force: true });
});

async function score(levels: readonly CorruptionLevel[], progress: EvaluationProgress[] = []) {
  const images = await listClassImages(folder);
  const onProgress = async (at: EvaluationProgress) => void progress.push(at);
  return scoreCorrupted(images, { network, weights, size, folder, levels, seed: 5, onProgress });
}

it('gives the clean scores at strength 0 of every corruption, and others above', async () => {
  const clean = await scoreImages(await listClassImages(folder), {
    ...{ network, weights, size, folder, mostBytes: Infinity, onUnreadable: null },
    cache: new ImageCache({ folder: null, limitBytes: 0, warn: async () => undefined }),
    onProgress: async () => undefined,
  });
  const none = corruptionIds.map((corruption) => ({ corruption, strength: 0 }));
  const progress: EvaluationProgress[] = [];
  const scored = await score(
    [...none, { corruption: 'noise', strength: 30 }, { corruption: 'blur', strength: 3 }],
    progress,
  );
  for (const [place] of corruptionIds.entries()) expect(scored[place]).toEqual(clean);
  for (const rows of scored.slice(corruptionIds.length)) {
    expect(rows.map(({ file, label }) => [file, label])).toEqual(clean.map(({ file, label }) => [file, label]));
    expect(rows).not.toEqual(clean);
  }
  expect(progress.at(-1)).toEqual({ phase: 'corrupting', done: 980, total: 140 * 7 });
});

it('gives a level the same scores whatever else is scored', async () => {
  const noise = { corruption: 'noise', strength: 12 } as const;
  const [alone] = await score([noise]);
  const [, beside] = await score([{ corruption: 'resize', strength: 60 }, noise]);
  expect(beside).toEqual(alone);
});
