/** The lines of Python in docs/weights.md: on a folder of images they give the scores and the AUC of the workbench. */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findNetwork } from '../../../src/core/networks';
import { resizeBilinear } from '../../../src/core/images/resize-bilinear';
import { predict } from '../../../src/core/training/evaluation/predict';
import { disposeTensors, toTensors } from '../../../src/core/weights/weight-tensors';
import { openEngine } from '../../../src/engine/open-engine';
import { decodeImage } from '../../../src/main/datasets/decode-image';
import { exportWeights } from '../../../src/main/weights/export-weights';
import { auc } from '../../../src/shared/metrics/auc';
import { unevenWeights } from '../../core/networks/uneven-model';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { checkpointFolder } from './torch/checkpoint-folder';
import { findPython } from './torch/torch-python';

const python = findPython('import onnxruntime, numpy, PIL', 'ONNXRUNTIME_PYTHON');
if (python === null) {
  process.stderr.write(
    'Skipped: the Python of docs/weights.md (pip install onnxruntime pillow, ONNXRUNTIME_PYTHON).\n',
  );
}
const folder = checkpointFolder();
const network = findNetwork('small-cnn');
const weights = unevenWeights(network, 32);
const perClass = 6;

/** Those of the folder's files in the order in which the lines read them: fakes first. */
async function ownScores(root: string): Promise<Float32Array> {
  await openEngine('wasm');
  const files = ['fake', 'real'].flatMap((name) =>
    Array.from({ length: perClass }, (_, index) => join(root, name, `${name}_00${index}.png`)),
  );
  const images = await Promise.all(files.map(async (path) => resizeBilinear(await decodeImage(path), 32, 32).pixels));
  const pixels = Uint8Array.from(images.flatMap((image) => [...image]));
  const labels = Uint8Array.from(files, (_, index) => (index < perClass ? 0 : 1));
  const tensors = toTensors(weights);
  const scores = await predict(network, { files, labels, pixels, size: 32 }, { weights: tensors });
  disposeTensors(tensors);
  return scores;
}

describe.skipIf(python === null)('ten lines of Python (skipped where no python3 has onnxruntime and Pillow)', () => {
  it('give the scores and the AUC of the workbench', async () => {
    await makeTinyDataset(folder.at('data'), { tasks: ['alpha'], perClass, size: 45 });
    const images = folder.at('data/alpha/val');
    const { files } = await exportWeights({
      source: { networkId: 'small-cnn', imageSize: 32, weights },
      ...{ format: 'onnx', to: folder.at('out'), name: 'model', metadata: {}, options: { input: 'bytes' } },
    });
    const text = await readFile(join(import.meta.dirname, '../../../docs/weights.md'), 'utf8');
    const code = /```python\n(.*?)```/s.exec(text)?.[1] ?? '';
    expect(code.trimEnd().split('\n')).toHaveLength(10);
    const script = folder.at('score.py');
    await writeFile(script, `${code}\nimport json\nprint(json.dumps([float(s) for s in fake + real]))\n`);
    const output = execFileSync(python ?? '', [script, files[0] ?? '', images], { encoding: 'utf8' });

    const [told = '', json = ''] = output.trim().split('\n');
    const theirs = z.array(z.number()).parse(JSON.parse(json));
    const ours = await ownScores(images);
    expect(theirs).toHaveLength(2 * perClass);
    theirs.forEach((score, index) => expect(Math.abs(score - (ours[index] ?? NaN))).toBeLessThan(1e-5));
    expect(new Set(theirs.map((score) => score.toFixed(6))).size).toBe(2 * perClass); // no two images alike
    const labels = Array.from(ours, (_, index) => (index < perClass ? 0 : 1));
    expect(Number(told.replace('AUC ', ''))).toBeCloseTo(auc(labels, ours) ?? NaN, 12);
  });
});
