/** The demo's dataset on disk: complete, the same each time, and never half there or over somebody's files. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDemoDataset } from '../../../../src/main/datasets/demo/make-demo-dataset';
import { photographs } from '../../../../src/main/datasets/demo/photographs';
import { scanRoot } from '../../../../src/main/datasets/scan-root';

const imagesPerClass = { train: 6, val: 3, test: 2 };

let root = '';
const at = (...parts: string[]) => join(root, ...parts);
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'make-demo-'));
});
afterAll(() => rm(root, { recursive: true }));

async function hashOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const names = (await readdir(folder, { recursive: true })).sort();
  for (const name of names) {
    if (name.includes('.')) hash.update(name).update(await readFile(join(folder, name)));
  }
  return hash.digest('hex');
}

describe('makeDemoDataset', () => {
  it('makes tasks that scan without a problem, with as many images as asked for', async () => {
    const progress: number[] = [];
    const onProgress = (done: number, total: number, message: string) => {
      progress.push(done / total);
      expect(message).toMatch(/^Making task (Resynthesis|Reenactment)$/);
    };
    const made = await makeDemoDataset(at('demo'), { imagesPerClass, tasks: 2, onProgress });
    expect(made).toEqual({ path: at('demo'), taskNames: ['Resynthesis', 'Reenactment'] });
    expect(progress.at(-1)).toBe(1);
    const { tasks, problems } = await scanRoot(at('demo'));
    expect(problems).toEqual([]);
    expect(tasks.map((task) => task.name).sort()).toEqual(['Reenactment', 'Resynthesis']);
    for (const task of tasks) {
      expect(task.problems).toEqual([]);
      expect(task.sizes).toMatchObject([{ width: 64, height: 64 }]);
      for (const split of ['train', 'val', 'test'] as const) {
        expect(task.counts[split]).toEqual({ fake: imagesPerClass[split], real: imagesPerClass[split] });
      }
    }
  });

  it('says in demo.json what the images are and whose photographs they come from', async () => {
    const text = await readFile(at('demo/demo.json'), 'utf8');
    expect(text).toContain('not faces');
    expect(text).toContain('CC0');
    for (const { title } of photographs) expect(text).toContain(title);
  });

  it('reuses what is there, also for fewer tasks', async () => {
    const before = (await stat(at('demo'))).ino;
    expect((await makeDemoDataset(at('demo'), { imagesPerClass, tasks: 1 })).taskNames).toEqual(['Resynthesis']);
    await makeDemoDataset(at('demo'), { imagesPerClass, tasks: 2 });
    expect((await stat(at('demo'))).ino).toBe(before);
  });

  it('makes the same bytes again, and anew where files are missing', async () => {
    const before = await hashOf(at('demo/Resynthesis'));
    await rm(at('demo/Resynthesis/val/real/real_0002.jpg'));
    await makeDemoDataset(at('demo'), { imagesPerClass, tasks: 1 });
    expect(await hashOf(at('demo/Resynthesis'))).toBe(before);
  });

  it('makes other bytes from another seed', async () => {
    const before = await hashOf(at('demo/Resynthesis'));
    await makeDemoDataset(at('demo'), { imagesPerClass, tasks: 1, seed: 7 });
    expect(await hashOf(at('demo/Resynthesis'))).not.toBe(before);
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const abort = new AbortController();
    const making = makeDemoDataset(at('cancelled'), { signal: abort.signal, onProgress: () => abort.abort() });
    await expect(making).rejects.toMatchObject({ code: 'cancelled' });
    expect((await readdir(root)).filter((name) => name.includes('cancelled'))).toEqual([]);
  });

  it('clears away what a killed making left behind, and leaves one that may still be at it', async () => {
    await mkdir(at('.late-making-old/Splice'), { recursive: true });
    await mkdir(at('.late-making-young'));
    const anHourAgo = new Date(Date.now() - 3_600_000);
    await utimes(at('.late-making-old'), anHourAgo, anHourAgo);
    await makeDemoDataset(at('late'), { imagesPerClass, tasks: 1 });
    expect((await readdir(root)).filter((name) => name.includes('late')).sort()).toEqual([
      '.late-making-young',
      'late',
    ]);
  });

  it('does not touch a folder that holds something else', async () => {
    await mkdir(at('mine'));
    await writeFile(at('mine/thesis.txt'), 'x');
    await expect(makeDemoDataset(at('mine'))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(at('mine')),
    });
    expect(await readdir(at('mine'))).toEqual(['thesis.txt']);
  });

  it('refuses a place that is a file or below one', async () => {
    await writeFile(at('file'), 'x');
    await expect(makeDemoDataset(at('file'))).rejects.toMatchObject({ code: 'conflict' });
    await expect(makeDemoDataset(at('file/demo'))).rejects.toMatchObject({ code: 'not-permitted' });
  });

  it.each([0, 5, 1.5])('refuses %s tasks', async (tasks) => {
    await expect(makeDemoDataset(at('none'), { tasks })).rejects.toMatchObject({
      code: 'bad-input',
      message: `The demo has 1 to 4 tasks, not ${tasks}.`,
    });
  });

  it('splits by photograph: at least two for every split, none in two', () => {
    expect(new Set(photographs.map((photograph) => photograph.packageName)).size).toBe(photographs.length);
    for (const split of ['train', 'val', 'test']) {
      expect(photographs.filter((photograph) => photograph.split === split).length).toBeGreaterThanOrEqual(2);
    }
  });
});
