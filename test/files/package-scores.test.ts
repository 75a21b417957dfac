/** Checkpoints that other packages save give here the scores that they give there. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openEngine } from '../../src/engine/open-engine';
import { readWeights } from '../../src/main/weights/read-weights';
import { findPython, runTorchScript } from '../main/weights/torch/torch-python';
import { scoresOf } from './scores-of';

const python = findPython('import torch, timm, pretrainedmodels, efficientnet_pytorch');
const cases = [
  ['pretrainedmodels-xception', 'xception'],
  ['timm-legacy_xception', 'xception'],
  ['timm-tf_efficientnet_b0', 'efficientnet-b0'],
  ['efficientnet_pytorch-b0', 'efficientnet-b0'],
] as const;

describe.skipIf(python === null)('checkpoints of packages (skipped where no python3 has them)', () => {
  let folder = '';
  let scores: Record<string, number[][]> = {};
  beforeAll(async () => {
    await openEngine('wasm');
    folder = await mkdtemp(join(tmpdir(), 'package-checkpoints-'));
    runTorchScript(python ?? '', 'package-checkpoints.py', folder);
    const text = await readFile(join(folder, 'scores.json'), 'utf8');
    scores = z.record(z.string(), z.array(z.array(z.number()))).parse(JSON.parse(text));
  }, 300_000);
  afterAll(() => rm(folder, { recursive: true }));

  it.each(cases)('%s', { timeout: 120_000 }, async (name, network) => {
    const read = await readWeights(join(folder, `${name}.pth`));
    expect(read.networkId).toBe(network);
    const ours = await scoresOf(network, read.weights, 128);
    const expected = scores[name]?.flat() ?? [];
    expect(expected).toHaveLength(4);
    // The images must be told apart, or equal scores would say nothing.
    expect(Math.abs((expected[0] ?? 0) - (expected[2] ?? 0))).toBeGreaterThan(1e-3);
    const differences = expected.map((score, at) => Math.abs((ours[at] ?? NaN) - score));
    expect(Math.max(...differences)).toBeLessThan(1e-5);
  });
});
