/** Which images a chain trains on: full sets, or the small ones of tasks after the first. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ImageCache } from '../../../src/main/datasets/image-cache/image-cache';
import { scanRoot } from '../../../src/main/datasets/scan-root';
import { changedTasks, loadTasks, LoadingStopped } from '../../../src/main/worker/load-tasks';
import type { RunEventBody } from '../../../src/shared/event';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';

let root = '';
let events: RunEventBody[] = [];
beforeEach(async () => {
  events = [];
  root = await mkdtemp(join(tmpdir(), 'load-tasks-'));
  await makeTinyDataset(root, { tasks: ['A', 'B', 'C'], perClass: 3, size: 8 });
  // The first task's small set is there too, and is never used.
  await makeTinyDataset(join(root, 'TransferLearning'), { tasks: ['A', 'B'], perClass: 1, size: 8 });
});
afterEach(() => rm(root, { recursive: true }));

const openCache = () =>
  new ImageCache({
    folder: join(root, 'cache'),
    limitBytes: 2 ** 30,
    warn: (message) => Promise.reject(new Error(message)),
  });

const load = (trainingData: 'full' | 'transfer', unreadableImages: 'stop' | 'skip' = 'stop', untrained = 0) =>
  loadTasks(
    ['A', 'B', 'C'].map((name) => ({ name, path: join(root, name), fingerprint: '', hasTest: false })),
    {
      size: 8,
      trainingData,
      untrained,
      unreadableImages,
      emit: async (body) => {
        events.push(body);
      },
      signal: new AbortController().signal,
      cache: openCache(),
    },
  );

const logLines = () => events.flatMap((event) => (event.type === 'log/written' ? [event.message] : []));

describe('loadTasks', () => {
  it('loads the full sets unless told otherwise, whatever lies in TransferLearning', async () => {
    const tasks = await load('full');
    expect(tasks.map(({ train, val }) => [train.labels.length, val.labels.length])).toEqual([
      [6, 6],
      [6, 6],
      [6, 6],
    ]);
    expect(logLines()).toEqual([]);
  });

  it('takes the small training set of tasks after the first where there is one, and says so', async () => {
    const tasks = await load('transfer');
    expect(tasks.map(({ train, val }) => [train.labels.length, val.labels.length])).toEqual([
      [6, 6],
      [2, 6],
      [6, 6],
    ]);
    expect(logLines()).toEqual([
      `Task B trains on its small set in "${join(root, 'TransferLearning', 'B')}".`,
      `Task C has no small training set in "${join(root, 'TransferLearning', 'C')}" and trains on its full one.`,
    ]);
  });

  it('ends at an unreadable image, naming it, unless the recipe leaves such images out; then tells of it and goes on', async () => {
    const path = join(root, 'TransferLearning', 'B', 'train', 'fake', 'words.png');
    await writeFile(path, 'just words');
    await expect(load('transfer')).rejects.toMatchObject({ code: 'damaged', message: expect.stringContaining(path) });
    const tasks = await load('transfer', 'skip');
    expect(tasks.map(({ train }) => train.labels.length)).toEqual([6, 2, 6]);
    expect(events.filter(({ type }) => type === 'image/skipped')).toMatchObject([{ task: 'B', path }]);
  });
});

describe('the published folders', () => {
  it('load no training images of a source that has only val, and the small set of a target', async () => {
    for (const task of ['A', 'B']) await rm(join(root, task, 'train'), { recursive: true });
    await expect(load('transfer', 'stop')).rejects.toMatchObject({ code: 'not-found' });
    const tasks = await load('transfer', 'stop', 1);
    expect(tasks.map(({ train, val }) => [train.labels.length, val.labels.length])).toEqual([
      [0, 6],
      [2, 6],
      [6, 6],
    ]);
  });
});

describe('changedTasks', () => {
  const signal = new AbortController().signal;
  const scannedChain = async () => {
    const { tasks } = await scanRoot(root);
    return tasks.map(({ name, path, fingerprint }) => ({ name, path, fingerprint, hasTest: false }));
  };

  it('names the tasks whose images are not those that were scanned, loaded before or not', async () => {
    const chain = await scannedChain();
    const small = join(root, 'C', 'val', 'real', 'real_000.png');
    await writeFile(small, await readFile(join(root, 'C', 'val', 'fake', 'fake_000.png')));
    await rm(join(root, 'A', 'train', 'real', 'real_001.png'));
    expect(await changedTasks(chain, { signal, cache: openCache() })).toEqual(['A', 'C']);
    const cache = openCache();
    const options = { size: 8, trainingData: 'full', unreadableImages: 'stop', emit: async () => undefined } as const;
    await loadTasks(chain, { ...options, signal, cache });
    expect(await changedTasks(chain, { signal, cache })).toEqual(['A', 'C']);
  });

  it('judges the bytes that were loaded, not what a file holds since', async () => {
    const chain = await scannedChain();
    const cache = openCache();
    const options = { size: 8, trainingData: 'full', unreadableImages: 'stop', emit: async () => undefined } as const;
    await loadTasks(chain, { ...options, signal, cache });
    await writeFile(join(root, 'A', 'train', 'real', 'real_000.png'), 'changed since');
    expect(await changedTasks(chain, { signal, cache })).toEqual([]);
  });

  it('leaves what cannot be read out of the fingerprint, as the scan does', async () => {
    await writeFile(join(root, 'B', 'train', 'fake', 'words.png'), 'just words');
    expect(await changedTasks(await scannedChain(), { signal, cache: openCache() })).toEqual([]);
  });

  it('stops when the run is stopped', async () => {
    const chain = await scannedChain();
    await expect(changedTasks(chain, { signal: AbortSignal.abort(), cache: openCache() })).rejects.toBeInstanceOf(
      LoadingStopped,
    );
  });
});
