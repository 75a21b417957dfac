import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runPreparation } from '../../../src/main/prepare/run-preparation';
import { AppError } from '../../../src/shared/errors';
import { videoOfFrame } from '../../../src/shared/metrics/video-of-frame';
import { PreparationRequest, type Preparation, type PreparationSettings } from '../../../src/shared/preparation';
import { contentOf, PretendedJobs, writeVideo } from './stand-ins';

let folder: string;
const at = (path: string) => join(folder, path);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cored-prepare-'));
  for (let index = 0; index < 6; index += 1) {
    await writeVideo(at(`real/r${index}.mp4`), { frames: 50, faces: 1 });
    await writeVideo(at(`fake/f${index}.mp4`), { frames: 50, faces: 2 });
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Progress = Pick<Preparation, 'total' | 'done' | 'doneBefore' | 'counts' | 'remarkable'>;

interface Wish {
  readonly to?: string;
  readonly settings?: Partial<PreparationSettings>;
  readonly jobs?: PretendedJobs;
  readonly signal?: AbortSignal;
}

async function prepare({
  to = at('out'),
  settings = {},
  jobs = new PretendedJobs(),
  signal,
}: Wish = {}): Promise<Progress> {
  const request = PreparationRequest.parse({
    ...{ task: 'T', to, real: [at('real')], fake: [at('fake')], processes: 2 },
    settings: { framesPerVideo: 4, size: 16, ...settings },
  });
  let last: Progress | undefined;
  await runPreparation({
    ...{ request, jobs, signal: signal ?? new AbortController().signal },
    tools: { programs: { ffmpeg: '', ffprobe: '' }, faces: '' },
    onProgress: (progress) => (last = progress),
  });
  if (last === undefined) throw new Error('Nothing was told.');
  return last;
}

const total = ({ counts }: Progress, key: 'videos' | 'faces' | 'none' | 'unreadable' | 'crops') =>
  counts.reduce((sum, count) => sum + count[key], 0);

describe('a task', () => {
  it('has the largest face of each frame, in names whose video the rule finds', async () => {
    const progress = await prepare();
    const files = Object.keys(await contentOf(at('out')));
    expect([progress.total, progress.done, total(progress, 'crops')]).toEqual([12, 12, 48]);
    expect(files).toHaveLength(48);
    // Frames 6, 18, 31 and 43 of 50: the middles of four parts.
    const ofOne = files.filter((file) => file.includes('r3_')).map((file) => file.split('/').at(-1));
    expect(ofOne).toEqual(['r3_000006.png', 'r3_000018.png', 'r3_000031.png', 'r3_000043.png']);
    expect(new Set(files.map((file) => videoOfFrame(file, 'name'))).size).toBe(12);
    expect(new Set(files.map((file) => file.split('/').slice(0, 3).join('/'))).size).toBe(6);
  });

  it('has every face where all are wanted, and still as many videos', async () => {
    const progress = await prepare({ settings: { faces: 'all' } });
    const files = Object.keys(await contentOf(at('out')));
    expect(files).toHaveLength(6 * 4 + 6 * 4 * 2);
    expect(total(progress, 'crops')).toBe(files.length);
    expect(files.some((file) => file.endsWith('f0_00000601.png'))).toBe(true);
    expect(new Set(files.map((file) => videoOfFrame(file, 'name'))).size).toBe(12);
  });

  it('has as many crops in each variant, at the same names and splits', async () => {
    const variants = [
      { kind: 'crf', value: 40 },
      { kind: 'jpeg', value: 50 },
    ] as const;
    await prepare({ settings: { variants: [...variants] } });
    const files = Object.keys(await contentOf(at('out')));
    const namesIn = (task: string) =>
      files.filter((file) => file.startsWith(`${task}/`)).map((file) => file.slice(task.length).replace(/\.\w+$/, ''));
    expect(namesIn('T')).toHaveLength(48);
    expect(namesIn('T-crf40')).toEqual(namesIn('T'));
    expect(namesIn('T-jpeg50')).toEqual(namesIn('T'));
    expect(files.filter((file) => file.endsWith('.jpg'))).toHaveLength(48);
  });

  it('counts every video: with faces, without, unreadable, ended early', async () => {
    await writeVideo(at('real/nobody.mp4'), { frames: 9, faces: 0 });
    await writeVideo(at('fake/broken.avi'), 'no video');
    await writeVideo(at('fake/cut.mkv'), { frames: 40, there: 20, faces: 1 });
    const progress = await prepare();
    expect([total(progress, 'videos'), total(progress, 'faces')]).toEqual([15, 13]);
    expect([total(progress, 'none'), total(progress, 'unreadable')]).toEqual([1, 1]);
    const told = Object.fromEntries(progress.remarkable.map(({ name, state, reason }) => [name, [state, reason]]));
    expect(told).toEqual({
      nobody: ['none', null],
      broken: ['unreadable', 'moov atom not found'],
      cut: ['faces', '2 of 4 frames could be read: partial file'],
    });
  });
});

describe('a preparation that goes on', () => {
  it('ends with the same files where it was killed half-way, and does nothing twice', async () => {
    await prepare({ to: at('whole') });
    const stop = new AbortController();
    let seen = 0;
    const dying = new PretendedJobs(() => {
      seen += 1;
      if (seen === 6) stop.abort();
    });
    await expect(prepare({ jobs: dying, signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
    const halfway = Object.keys(await contentOf(at('out'))).length;
    expect(halfway).toBeGreaterThan(0);
    expect(halfway).toBeLessThan(48);
    const looked: string[] = [];
    const progress = await prepare({ jobs: new PretendedJobs((path) => looked.push(path)) });
    expect(looked).toHaveLength(12 - halfway / 4);
    expect([progress.done, progress.doneBefore]).toEqual([12, halfway / 4]);
    expect(await contentOf(at('out'))).toEqual(await contentOf(at('whole')));
    const again = new PretendedJobs();
    expect(await prepare({ jobs: again })).toMatchObject({ done: 12, doneBefore: 12 });
    expect(again.batches).toBe(0);
    expect(await readdir(at('out/.cored-prepare/T'))).toEqual(['plan.json', 'videos']);
  });

  it('makes crops anew that were removed, and those of a video that was replaced, and takes the old ones away', async () => {
    await prepare();
    const before = await contentOf(at('out'));
    const removed = Object.keys(before).find((file) => file.includes('f2_')) ?? '';
    await rm(at(`out/${removed}`));
    await writeVideo(at('real/r1.mp4'), { frames: 2, faces: 1 });
    const looked: string[] = [];
    await prepare({ jobs: new PretendedJobs((path) => looked.push(path)) });
    expect(looked.sort()).toEqual([at('fake/f2.mp4'), at('real/r1.mp4')]);
    const after = Object.keys(await contentOf(at('out')));
    expect(after).toContain(removed);
    expect(after.filter((file) => file.includes('r1_')).map((file) => file.slice(-10))).toEqual([
      '000000.png',
      '000001.png',
    ]);
  });

  it('keeps what it has of videos that are not named again, and adds new ones', async () => {
    await prepare();
    const before = await contentOf(at('out'));
    await rm(at('real'), { recursive: true });
    await writeVideo(at('real/late.mp4'), { frames: 50, faces: 1 });
    expect(await prepare()).toMatchObject({ total: 13, done: 13, doneBefore: 12 });
    expect(await contentOf(at('out'))).toMatchObject(before);
  });

  it('tries unreadable videos again', async () => {
    await writeVideo(at('real/late.mp4'), 'not yet copied');
    expect(total(await prepare(), 'unreadable')).toBe(1);
    await writeVideo(at('real/late.mp4'), { frames: 50, faces: 1 });
    expect(total(await prepare(), 'unreadable')).toBe(0);
  });

  it('counts a video that ends its process as unreadable, and prepares the others', async () => {
    const jobs = new PretendedJobs((path) => {
      if (path.endsWith('f4.mp4')) throw new AppError('internal', 'The process at work on it ended with SIGKILL.');
    });
    const progress = await prepare({ jobs });
    expect([total(progress, 'faces'), total(progress, 'unreadable')]).toEqual([11, 1]);
    expect(progress.remarkable[0]).toMatchObject({
      name: 'f4',
      reason: 'The process at work on it ended with SIGKILL.',
    });
  });
});

describe('it refuses', () => {
  it('other settings than those of the crops that are there, and names them', async () => {
    await prepare();
    const problem = await prepare({ settings: { margin: 0.5, seed: 3 } }).catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: 'conflict' });
    expect(String(problem)).toContain('margin 0.3 there, 0.5 asked for; seed 2020 there, 3 asked for');
  });

  it('a task that was not prepared here', async () => {
    await mkdir(at('out/T/train'), { recursive: true });
    await expect(prepare()).rejects.toMatchObject({ code: 'conflict' });
    expect(await readdir(at('out/T'))).toEqual(['train']);
  });

  it('a second one at the same task while the first is alive, and takes over from one that is gone', async () => {
    await mkdir(at('out/.cored-prepare/T'), { recursive: true });
    const { hostname } = await import('node:os');
    const lock = (processId: number) =>
      writeFile(at('out/.cored-prepare/T/lock.json'), JSON.stringify({ processId, host: hostname() }));
    await lock(process.pid);
    await expect(prepare()).rejects.toThrow(`Process ${process.pid}`);
    // Above the largest that Linux and macOS give.
    await lock(2 ** 22 + 5);
    expect(await prepare()).toMatchObject({ done: 12 });
  });

  it('folders without videos, saying what they hold, and a video of both classes', async () => {
    await rm(at('fake'), { recursive: true });
    await expect(prepare()).rejects.toThrow('does not exist');
    await mkdir(at('fake'));
    await writeFile(at('fake/list.txt'), 'x');
    await expect(prepare()).rejects.toThrow('it holds 1 x .txt');
    await rm(at('fake'), { recursive: true });
    const both = { task: 'T', to: at('out'), real: [at('real')], fake: [at('real')], settings: {} };
    const work = runPreparation({
      ...{ request: PreparationRequest.parse(both), jobs: new PretendedJobs(), signal: new AbortController().signal },
      tools: { programs: { ffmpeg: '', ffprobe: '' }, faces: '' },
      onProgress: () => undefined,
    });
    await expect(work).rejects.toThrow('is among the real and among the fake ones');
  });
});
