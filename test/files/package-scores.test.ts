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

const python = findPython('import torch, timm, pretrainedmodels, efficientnet_pytorch, safetensors');
if (python === null) {
  process.stderr.write(
    'Skipped: scores of other packages’ checkpoints, because no Python with timm, pretrainedmodels and ' +
      'efficientnet_pytorch was found (test/torch/package-checkpoints.py says how to install them; TORCH_PYTHON).\n',
  );
}
const cases = [
  ['pretrainedmodels-xception.pth', 'xception'],
  ['timm-legacy_xception.pth', 'xception'],
  ['timm-xception.pth', 'xception'],
  ['faceforensics-transfermodel.pth', 'xception'],
  ['deepfakebench-xception.pth', 'xception'],
  ['one-output-timm-xception.pth', 'xception'],
  ['bfloat16-timm-xception.safetensors', 'xception'],
  ['efficientnet_pytorch-b0.pth', 'efficientnet-b0'],
  ['timm-tf_efficientnet_b0.pth', 'efficientnet-b0'],
  ['half-tf_efficientnet_b0.pth', 'efficientnet-b0'],
  ['half-tf_efficientnet_b0.safetensors', 'efficientnet-b0'],
  ['bfloat16-tf_efficientnet_b0.pth', 'efficientnet-b0'],
  ['bfloat16-tf_efficientnet_b0.safetensors', 'efficientnet-b0'],
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

  /** The largest difference between the two packages' scores and ours. */
  async function difference(file: string, network: string): Promise<number> {
    const read = await readWeights(join(folder, file));
    expect(read.networkId).toBe(network);
    const ours = await scoresOf(network, read.weights, 128);
    const expected = scores[file]?.flat() ?? [];
    expect(expected).toHaveLength(4);
    // The images must be told apart, or equal scores would say nothing.
    expect(Math.abs((expected[0] ?? 0) - (expected[2] ?? 0))).toBeGreaterThan(1e-3);
    return Math.max(...expected.map((score, at) => Math.abs((ours[at] ?? NaN) - score)));
  }

  it.each(cases)('%s', { timeout: 120_000 }, async (file, network) => {
    expect(await difference(file, network)).toBeLessThan(1e-5);
  });

  it('timm-efficientnet_b0.pth has other scores there, as is said when it is read', { timeout: 120_000 }, async () => {
    expect(await difference('timm-efficientnet_b0.pth', 'efficientnet-b0')).toBeGreaterThan(1e-5);
    const { account } = await readWeights(join(folder, 'timm-efficientnet_b0.pth'));
    expect(account.notes).toContainEqual(expect.stringContaining('scores of the first differ from timm’s'));
  });
});
