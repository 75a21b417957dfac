import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Checkpoint } from '../../../src/core/training/training';
import type { Weights } from '../../../src/core/weights/weights';
import { readLatestCheckpoint, writeCheckpoint } from '../../../src/main/worker/checkpoint-files';

let folder = '';

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'cored-checkpoints-')), 'checkpoints');
});

afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

/** Two tensors in one piece of memory, as a training's copies are. */
function weights(first: number): Weights {
  const piece = Float32Array.of(0, first, first + 1, first + 2, 0);
  return [
    { name: 'kernel', shape: [2, 1], data: piece.subarray(1, 3) },
    { name: 'bias', shape: [], data: piece.subarray(3, 4) },
  ];
}

function checkpointOf(epoch: number): Checkpoint {
  return {
    ...{ stage: 2, epoch, bestEpoch: 1, bestScore: 0.75, elapsedSeconds: 12.5 },
    ...{
      student: weights(epoch),
      momentum: weights(-epoch),
      secondMoments: weights(epoch + 7),
      teacher: weights(100),
      best: null,
      method: null,
    },
  };
}

async function noWarning(message: string): Promise<void> {
  throw new Error(message);
}

it('reads the newest back as it was written', async () => {
  for (const epoch of [1, 2]) await writeCheckpoint(folder, checkpointOf(epoch));
  expect(await readLatestCheckpoint(folder, noWarning)).toEqual(checkpointOf(2));
});

it('keeps the last two, and takes the earlier one where the newest is damaged', async () => {
  for (const epoch of [9, 10, 11]) await writeCheckpoint(folder, checkpointOf(epoch));
  const names = (await readdir(folder)).sort();
  expect(names).toEqual(['stage-0002-epoch-000010.safetensors', 'stage-0002-epoch-000011.safetensors']);
  await writeFile(join(folder, 'stage-0002-epoch-000011.safetensors'), 'torn');
  const warnings: string[] = [];
  const read = await readLatestCheckpoint(folder, async (message) => void warnings.push(message));
  expect(read?.epoch).toBe(10);
  expect(warnings.join()).toContain('an earlier one is tried');
  expect(await readdir(folder)).toEqual(['stage-0002-epoch-000010.safetensors']);
});

it('finds none in a folder that is not there', async () => {
  expect(await readLatestCheckpoint(folder, noWarning)).toBeNull();
});
