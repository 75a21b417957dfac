/** What -w means: a file, the published names in a folder, or the only weights there. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findWeights } from '../../../../src/main/cli/published/find-weights';
import { temporaryFolder } from '../../../fixtures/tiny-workbench';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder('weights');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = (...names: string[]) => Promise.all(names.map((name) => writeFile(join(folder, name), '')));

describe('findWeights', () => {
  it('takes a file as it is', async () => {
    await put('any.bin');
    expect(await findWeights(join(folder, 'any.bin'))).toBe(join(folder, 'any.bin'));
  });

  it.each([
    [['model_best_accuracy.pth.tar', 'bestmodel.pth', 'other.pth'], 'model_best_accuracy.pth.tar'],
    [['bestmodel.pth', 'other.pth'], 'bestmodel.pth'],
    [['only.safetensors', 'notes.txt'], 'only.safetensors'],
    [['checkpoint.pth.tar'], 'checkpoint.pth.tar'],
    [['model.json', 'group1-shard1of1.bin'], 'model.json'],
  ])('finds in a folder of %j: %s', async (names, expected) => {
    await put(...names);
    await mkdir(join(folder, 'log'));
    expect(await findWeights(folder)).toBe(join(folder, expected));
  });

  it('lists several of which none has a published name', async () => {
    await put('a.pth', 'b.safetensors');
    await expect(findWeights(folder)).rejects.toThrow('a.pth, b.safetensors. Give one of the files.');
  });

  it('finds the only weights that a training left below the folder, and lists them when there are several', async () => {
    const one = join('Deep_Fake', 'CoReD', 'model_best_accuracy.pth.tar');
    await mkdir(join(folder, 'Deep_Fake', 'CoReD'), { recursive: true });
    await put(one);
    expect(await findWeights(folder)).toBe(join(folder, one));
    await mkdir(join(folder, 'FaceSwap'));
    const other = join('FaceSwap', 'model_best_accuracy.pth.tar');
    await put(other);
    await expect(findWeights(folder)).rejects.toThrow(`${one}, ${other}. Give one of the files.`);
  });

  it.each(['', 'gone'])('says that nothing is there: %j', async (name) => {
    await expect(findWeights(join(folder, name))).rejects.toMatchObject({ code: 'not-found' });
  });
});
