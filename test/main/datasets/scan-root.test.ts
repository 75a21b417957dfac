/** Whole roots scanned: what is found in good ones and what is said about bad ones. */
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { whyNotUsable } from '../../../src/shared/task';
import type { TaskScan } from '../../../src/shared/task';
import { scanRoot } from '../../../src/main/datasets/scan-root';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';

let root = '';
const at = (...parts: string[]) => join(root, ...parts);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'scan-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function scanOnlyTask(): Promise<TaskScan> {
  const { tasks } = await scanRoot(root);
  expect(tasks).toHaveLength(1);
  const [task] = tasks;
  if (task === undefined) throw new Error('no task');
  return task;
}

describe('scanRoot on a good root', () => {
  it('finds tasks with counts, sizes and bytes, and no problems', async () => {
    await makeTinyDataset(root, { tasks: ['Beta', 'Alpha'], perClass: 2, size: 16, withTest: true });
    const { tasks, problems } = await scanRoot(root);
    expect(problems).toEqual([]);
    expect(tasks.map((task) => task.name)).toEqual(['Alpha', 'Beta']);
    const two = { fake: 2, real: 2 };
    for (const task of tasks) {
      expect(task.path).toBe(at(task.name));
      expect(task.counts).toEqual({ train: two, val: two, test: two });
      expect(task.sizes).toEqual([{ width: 16, height: 16, count: 12 }]);
      expect(task.problems).toEqual([]);
      expect(whyNotUsable(task)).toBeNull();
    }
  });

  it('has no test counts where there is no test split', async () => {
    await makeTinyDataset(root, { tasks: ['A'], perClass: 1, size: 8 });
    expect((await scanOnlyTask()).counts).toEqual({
      train: { fake: 1, real: 1 },
      val: { fake: 1, real: 1 },
      test: null,
    });
  });

  it('lists image sizes, the most frequent first', async () => {
    await makeTinyDataset(root, { tasks: ['A'], perClass: 1, size: 8 });
    await sharp(at('A/val/real/real_000.png')).resize(20, 10).png().toFile(at('A/train/real/wide.png'));
    expect((await scanOnlyTask()).sizes).toEqual([
      { width: 8, height: 8, count: 4 },
      { width: 20, height: 10, count: 1 },
    ]);
  });

  it('fingerprints paths and contents as documented', async () => {
    await makeTinyDataset(root, { tasks: ['A'], perClass: 1, size: 8 });
    const files = ['train/fake/fake_000', 'train/real/real_000', 'val/fake/fake_000', 'val/real/real_000'];
    const expected = createHash('sha256');
    for (const file of files.map((name) => `${name}.png`)) {
      expected.update(
        `${file}\0${createHash('sha256')
          .update(await readFile(at('A', file)))
          .digest('hex')}\n`,
      );
    }
    const before = (await scanOnlyTask()).fingerprint;
    expect(before).toBe(expected.digest('hex'));
    await rename(at('A'), at('B'));
    expect((await scanOnlyTask()).fingerprint).toBe(before);
    await rename(at('B/train/fake/fake_000.png'), at('B/train/fake/other.png'));
    expect((await scanOnlyTask()).fingerprint).not.toBe(before);
  });

  it('does not take TransferLearning, hidden folders and other folders for tasks', async () => {
    await makeTinyDataset(root, { tasks: ['A'], perClass: 1, size: 8 });
    await makeTinyDataset(at('TransferLearning'), { tasks: ['A'], perClass: 1, size: 8 });
    await mkdir(at('TransferLearning/train'));
    await mkdir(at('.cache/train'), { recursive: true });
    await mkdir(at('notes'));
    await writeFile(at('readme.txt'), 'x');
    expect((await scanOnlyTask()).name).toBe('A');
  });

  it('follows links and ends in spite of a loop of links', async () => {
    await makeTinyDataset(at('elsewhere'), { tasks: ['A'], perClass: 1, size: 8 });
    await mkdir(at('root'));
    await symlink(at('elsewhere/A'), at('root/Linked'));
    await symlink(at('elsewhere/A/train/fake'), at('elsewhere/A/train/fake/again'));
    await symlink(at('elsewhere/A/train'), at('elsewhere/A/train/real/up'));
    const { tasks } = await scanRoot(at('root'));
    expect(tasks.map((task) => [task.name, task.counts.train.fake])).toEqual([['Linked', 1]]);
  });

  it('tells its progress in order and ends with everything done', async () => {
    await makeTinyDataset(root, { tasks: ['A', 'B'], perClass: 2, size: 8 });
    const reports: number[][] = [];
    await scanRoot(root, { onProgress: (done, total) => reports.push([done, total]) });
    expect(reports.at(-1)).toEqual([16, 16]);
    expect(reports.map(([done]) => done)).toEqual(reports.map(([done]) => done).toSorted((a = 0, b = 0) => a - b));
  });
});

describe('scanRoot on a bad root', () => {
  it('refuses a folder that does not exist, and names it', async () => {
    await expect(scanRoot(at('nowhere'))).rejects.toMatchObject({
      code: 'not-found',
      message: `Folder "${at('nowhere')}" does not exist. Check the path, or choose another folder.`,
    });
  });

  it('refuses a file', async () => {
    await writeFile(at('file'), 'x');
    await expect(scanRoot(at('file'))).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('says that an empty folder has no tasks, and how one looks', async () => {
    const { tasks, problems } = await scanRoot(root);
    expect(tasks).toEqual([]);
    expect(problems).toMatchObject([{ severity: 'fatal', code: 'nothing-found', path: root }]);
    expect(problems[0]?.message).toContain('train/real');
  });

  it('says that the chosen folder is itself a task', async () => {
    await makeTinyDataset(root, { tasks: ['A'], perClass: 1, size: 8 });
    const { tasks, problems } = await scanRoot(at('A'));
    expect(tasks).toEqual([]);
    expect(problems).toEqual([
      {
        severity: 'fatal',
        code: 'nothing-found',
        path: at('A'),
        message: `"${at('A')}" is itself a task. Choose the folder that holds it: "${root}".`,
      },
    ]);
  });

  it('stops when it is cancelled', async () => {
    await makeTinyDataset(root, { tasks: ['A'], perClass: 4, size: 8 });
    const abort = new AbortController();
    const scan = scanRoot(root, { signal: abort.signal, onProgress: () => abort.abort() });
    await expect(scan).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('scanRoot on a bad task', () => {
  beforeEach(() => makeTinyDataset(root, { tasks: ['A'], perClass: 2, size: 16 }));

  it.each(['train', 'val', 'train/fake', 'train/real', 'val/fake', 'val/real'])('finds %s missing', async (folder) => {
    await rm(at('A', folder), { recursive: true });
    const task = await scanOnlyTask();
    const path = at('A', folder);
    const holds = { fake: 'real', real: 'fake', train: 'val', val: 'train' }[basename(path)];
    const message =
      `Task "A" has no folder ${folder}: it holds ${holds}. Create "${path}" and put images there, ` +
      'or map the folders that are there (cored datasets map).';
    const split = folder === 'train' ? { split: 'train' } : {};
    expect(task.problems).toEqual([{ severity: 'fatal', code: 'missing-folder', path, ...split, message }]);
    expect(whyNotUsable(task)).toBe(message);
  });

  it('finds a class empty although other files lie there', async () => {
    const path = at('A/train/fake');
    await rm(path, { recursive: true });
    await mkdir(path);
    for (const name of ['Thumbs.db', '.hidden.png', 'list.csv']) await writeFile(join(path, name), 'x');
    expect((await scanOnlyTask()).problems).toMatchObject([
      { severity: 'fatal', code: 'empty-class', path },
      { severity: 'warning', code: 'skipped-files', path: at('A') },
    ]);
  });

  it('only warns about an incomplete test split', async () => {
    await mkdir(at('A/test/fake'), { recursive: true });
    await copyFile(at('A/val/fake/fake_000.png'), at('A/test/fake/x.png'));
    const task = await scanOnlyTask();
    expect(task.counts.test).toEqual({ fake: 1, real: 0 });
    expect(task.problems.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning missing-folder',
      'warning duplicate-across-splits',
    ]);
    expect(whyNotUsable(task)).toBeNull();
  });

  it('finds a truncated JPEG and a text file named .png', async () => {
    const truncated = at('A/train/fake/cut.jpg');
    const words = at('A/val/real/words.png');
    await sharp(at('A/train/fake/fake_000.png')).resize(200).jpeg().toFile(truncated);
    await truncate(truncated, (await readFile(truncated)).length - 40);
    await writeFile(words, 'just words');
    const { problems } = await scanOnlyTask();
    expect(problems).toMatchObject([
      { severity: 'fatal', code: 'unreadable-image', path: truncated },
      { severity: 'fatal', code: 'unreadable-image', path: words },
    ]);
    for (const { path, message } of problems) {
      expect(message).toMatch(
        /^2 of 10 images of task "A" cannot be read\. Image ".+" cannot be read \(.+\)\. Replace/,
      );
      expect(message).toContain(path);
    }
  });

  it('finds a link that leads nowhere', async () => {
    await symlink(at('gone.png'), at('A/train/real/link.png'));
    expect((await scanOnlyTask()).problems).toMatchObject([
      { severity: 'fatal', code: 'unreadable-image', path: at('A/train/real/link.png') },
    ]);
  });

  it('counts what it does not list where many images are unreadable', async () => {
    for (let index = 0; index < 14; index += 1) await writeFile(at(`A/train/real/bad_${10 + index}.png`), 'x');
    const { problems } = await scanOnlyTask();
    expect(problems).toHaveLength(11);
    expect(problems.at(-1)?.message).toContain('14 of 22 images of task "A" cannot be read; the first 10 are listed');
  });

  it('warns about the same content in two splits and names both files', async () => {
    await copyFile(at('A/train/real/real_001.png'), at('A/val/real/copy.png'));
    const task = await scanOnlyTask();
    expect(task.problems).toMatchObject([
      { severity: 'warning', code: 'duplicate-across-splits', path: at('A/val/real/copy.png') },
    ]);
    expect(task.problems[0]?.message).toContain(
      `"${at('A/train/real/real_001.png')}" and "${at('A/val/real/copy.png')}"`,
    );
    expect(whyNotUsable(task)).toBeNull();
  });

  it('warns about a class of more than twice the other, once for the task, and not where the task is unusable', async () => {
    for (const name of ['a', 'b', 'c']) {
      await sharp(at('A/train/real/real_000.png'))
        .resize(20)
        .modulate({ brightness: 1.5 })
        .png()
        .toFile(at(`A/train/fake/${name}.png`));
    }
    const { problems } = await scanOnlyTask();
    expect(problems).toMatchObject([{ severity: 'warning', code: 'class-imbalance', path: at('A') }]);
    expect(problems[0]?.message).toContain('task "A" are unbalanced: 5 fake and 2 real in train.');
    await rm(at('A/val/fake'), { recursive: true });
    expect((await scanOnlyTask()).problems.map(({ code }) => code)).toEqual(['missing-folder']);
  });

  it('counts the small training set, and warns where it lacks a class', async () => {
    await makeTinyDataset(at('TransferLearning'), { tasks: ['A', 'Other'], perClass: 1, size: 8 });
    expect(await scanOnlyTask()).toMatchObject({ transfer: { fake: 1, real: 1 }, problems: [] });
    const path = at('TransferLearning/A/train/real');
    await rm(path, { recursive: true });
    const task = await scanOnlyTask();
    expect(task.transfer).toEqual({ fake: 1, real: 0 });
    expect(task.problems).toMatchObject([{ severity: 'warning', code: 'empty-class', path }]);
    expect(whyNotUsable(task)).toBeNull();
  });

  it('says nothing about the same content twice in one split', async () => {
    await copyFile(at('A/train/real/real_001.png'), at('A/train/real/copy.png'));
    expect((await scanOnlyTask()).problems).toEqual([]);
  });
});
