/** PyTorch's checkpoints of whole networks, in every form, give the golden logits here; our exports give them in PyTorch. */
import * as tf from '@tensorflow/tfjs-core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { efficientnetB0 } from '../../../src/core/networks/efficientnet-b0';
import { forward } from '../../../src/core/networks/forward';
import type { Network } from '../../../src/core/networks/network';
import { xception } from '../../../src/core/networks/xception';
import { disposeTensors, toTensors } from '../../../src/core/weights/weight-tensors';
import type { Weights } from '../../../src/core/weights/weights';
import { openEngine } from '../../../src/engine/open-engine';
import { exportWeights } from '../../../src/main/weights/export-weights';
import { readWeights } from '../../../src/main/weights/read-weights';
import { weightsHash } from '../../../src/main/weights/weights-hash';
import { expectLogits } from '../../core/networks/expect-golden';
import { GoldenNetwork, goldenBatch, goldenWeights } from '../../core/networks/golden-network';
import efficientnetGolden from '../../golden/efficientnet-b0.json';
import xceptionGolden from '../../golden/xception.json';
import { findTorchPython, runTorchScript } from './torch/torch-python';

const python = findTorchPython();
const forms = [
  'zip-wrapped.pth.tar',
  'zip-bare.pth',
  'zip-wrapped-module.pth',
  'legacy-wrapped.pth.tar',
  'legacy-bare-module.pth',
];
const cases = [
  { network: efficientnetB0, numbers: efficientnetGolden },
  { network: xception, numbers: xceptionGolden },
].map(({ network, numbers }) => ({ id: network.id, network, golden: GoldenNetwork.parse(numbers) }));

describe.skipIf(python === null).each(cases)(
  'checkpoints of $id (skipped where no python3 has PyTorch)',
  ({ id, network, golden }) => {
    let folder = '';
    beforeAll(async () => {
      await openEngine('wasm');
      folder = await mkdtemp(join(tmpdir(), 'golden-checkpoints-'));
      runTorchScript(python ?? '', 'seed-checkpoints.py', id, folder);
    }, 180_000);
    afterAll(() => rm(folder, { recursive: true }));

    it.each(forms)("give PyTorch's logits from %s", { timeout: 120_000 }, async (form) => {
      const read = await readWeights(join(folder, form));
      expect(read).toMatchObject({ networkId: id, imageSize: 128, format: 'torch' });
      expect(read.hash).toBe(weightsHash(goldenWeights(network, golden)));
      expectLogits(await evaluate(network, read.weights), golden.eval.logits, 2e-3);
    });

    it("load strictly in PyTorch from our export of PyTorch's file, and give the same logits there", async () => {
      const source = join(folder, 'zip-wrapped.pth.tar');
      const metadata = { run: 'a-run' };
      const { files } = await exportWeights({
        source,
        format: 'torch',
        to: join(folder, 'out'),
        name: 'ours',
        metadata,
      });
      const [path = ''] = files;
      const logits = z
        .array(z.array(z.number()))
        .parse(JSON.parse(runTorchScript(python ?? '', 'golden-logits.py', id, path)));
      expectLogits(logits, golden.eval.logits, 1e-4);
    }, 120_000);
  },
);

async function evaluate(network: Network, weights: Weights): Promise<number[][]> {
  const tensors = toTensors(weights);
  const logits = tf.tidy(() => {
    const { pixels, count, size } = goldenBatch(128);
    return forward(network, tf.tensor4d(pixels, [count, size, size, 3]), { weights: tensors, isTraining: false })
      .logits;
  });
  const values = await logits.array();
  logits.dispose();
  disposeTensors(tensors);
  return values;
}
