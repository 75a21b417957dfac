/** Weights that a run starts from are those that it was created with. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findNetwork } from '../../../src/core/networks';
import { initialWeights } from '../../../src/core/networks/initial-weights';
import { encodeSafetensors } from '../../../src/main/weights/safetensors';
import { inspectWeights } from '../../../src/main/weights/read-weights';
import { initialWeightsOf } from '../../../src/main/worker/initial-weights-of';
import { runFile } from '../../fixtures/run-file';
import { temporaryFolder } from '../../fixtures/tiny-workbench';
import type { RunFile } from '../../../src/shared/run';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await temporaryFolder('initial-weights');
  path = join(folder, 'start.safetensors');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const drawn = (seed: number) => initialWeights(findNetwork('small-cnn'), { imageSize: 32, seed });
const ours = { network: 'small-cnn', imageSize: '32' };

/** A run of another seed than the file's, with the file as it is now. */
async function created(): Promise<RunFile> {
  const { hash } = await inspectWeights(path);
  return { ...runFile('run-a'), seed: 9, initialWeights: path, initialWeightsHash: hash };
}

it('takes the file as it was, and a run of an older version, which does not know its hash', async () => {
  await writeFile(path, encodeSafetensors(drawn(1), ours));
  const run = await created();
  expect((await initialWeightsOf(run))?.weights[0]?.data).toEqual(drawn(1)[0]?.data);
  const older = { ...runFile('run-a'), initialWeights: path };
  expect(await initialWeightsOf(older)).not.toBeNull();
  expect(await initialWeightsOf({ ...run, initialWeights: null })).toBeNull();
});

it('refuses a file that was changed after the run was created, and names it', async () => {
  await writeFile(path, encodeSafetensors(drawn(1), ours));
  const run = await created();
  await writeFile(path, encodeSafetensors(drawn(2), ours));
  await expect(initialWeightsOf(run)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(
      /start\.safetensors", from which run "run-a" starts, were changed.*Put the file back/,
    ),
  });
});
