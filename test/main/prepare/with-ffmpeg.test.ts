import { spawn, execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FfmpegVideos } from '../../../src/main/prepare/ffmpeg-videos';
import { findTools } from '../../../src/main/prepare/find-tools';
import { Preparation } from '../../../src/shared/preparation';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { decodeImage } from '../../../src/main/datasets/decode-image';
import { contentOf } from './stand-ins';
import { obstacle } from './tools-here';

const run = promisify(execFile);
const photograph = resolve(import.meta.dirname, '../../fixtures/faces/astronaut.jpg');
const frames = 3;

// The command line as it is built, over videos that ffmpeg makes here of the photograph: the camera draws nearer.
describe.skipIf(obstacle !== null)('prepare with ffmpeg and the face networks', { timeout: 240_000 }, () => {
  let folder: string;
  let entries: BuiltEntries;
  const at = (path: string) => join(folder, path);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cored-ffmpeg-'));
    entries = await buildEntries();
    await mkdir(at('real'));
    await mkdir(at('fake'));
    for (const index of [0, 1]) {
      const zoom = `zoompan=z='1+0.0${index + 1}*on':x='iw*0.2':y=0:d=20:s=320x320:fps=25,format=yuv420p`;
      await ffmpeg(['-i', photograph, '-vf', zoom, '-c:v', 'libx264', at(`real/clip ${index}.mp4`)]);
      await ffmpeg(['-i', photograph, '-vf', `hflip,${zoom}`, '-c:v', 'mpeg4', at(`fake/-clip${index}.avi`)]);
    }
    await ffmpeg(['-f', 'lavfi', '-i', 'testsrc=s=160x120:d=1', '-c:v', 'libx264', at('real/nobody.mkv')]);
    await writeFile(at('fake/empty.mp4'), '');
    await writeFile(at('fake/text.mov'), 'This is no video.');
  }, 240_000);
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await rm(entries.folder, { recursive: true, force: true });
  });

  const ffmpeg = (args: string[]) => run(findTools().programs.ffmpeg, ['-v', 'error', '-y', ...args]);

  const prepare = (to: string) => {
    const places = ['--real', at('real'), '--fake', at('fake'), '--to', at(to), '--workspace', at('workspace')];
    const wishes = [
      '--task',
      'Zoom',
      '--frames',
      String(frames),
      '--size',
      '64',
      '--variants',
      'crf45,jpeg40',
      '--align',
    ];
    const args = [entries.commandLine, 'prepare', ...places, ...wishes, '--processes', '1', '--json'];
    return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  };

  async function prepared(to: string): Promise<Preparation> {
    const child = prepare(to);
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    await new Promise((done) => child.once('close', done));
    if (child.exitCode !== 0) throw new Error(errors);
    return Preparation.parse(JSON.parse(output));
  }

  it('makes crops of every video with a face, counts the others, and goes on after it was killed', async () => {
    const { counts, remarkable, state, total } = await prepared('whole');
    const sum = (key: 'videos' | 'faces' | 'none' | 'unreadable' | 'crops') =>
      counts.reduce((before, count) => before + count[key], 0);
    expect([state, total]).toEqual(['complete', 7]);
    expect([sum('faces'), sum('none'), sum('unreadable'), sum('crops')]).toEqual([4, 1, 2, 4 * frames]);
    const reasons = remarkable.map(({ name, reason }) => [name, reason]).sort();
    expect(reasons).toEqual([
      ['empty', 'it is empty'],
      ['nobody', null],
      ['text', expect.stringContaining('Invalid data found')],
    ]);

    const whole = await contentOf(at('whole'));
    // The task, its variant in H.264 and the one in JPEG.
    expect(Object.keys(whole)).toHaveLength(3 * 4 * frames);
    const ofClip = Object.keys(whole).filter((file) => file.startsWith('Zoom/') && file.includes('clip 1_'));
    // 20 frames in three parts: their middles are 3.3, 10 and 16.7.
    expect(ofClip.map((file) => file.slice(-10))).toEqual(['000003.png', '000010.png', '000016.png']);
    const crop = await decodeImage(at(`whole/${ofClip[0] ?? ''}`));
    expect([crop.width, crop.height]).toEqual([64, 64]);

    const child = prepare('killed');
    while ((await recordsIn('killed')).length < 2) await sleep(50);
    child.kill('SIGKILL');
    await new Promise((done) => child.once('close', done));
    expect(Object.keys(await contentOf(at('killed'))).length).toBeLessThan(Object.keys(whole).length);
    const after = await prepared('killed');
    expect(after.doneBefore).toBeGreaterThan(0);
    expect(await contentOf(at('killed'))).toEqual(whole);
    expect(await prepared('killed')).toMatchObject({ doneBefore: 5, done: 7 });
  });

  async function recordsIn(to: string): Promise<string[]> {
    return readdir(at(`${to}/.cored-prepare/Zoom/videos`)).catch(() => []);
  }

  it('reads the very frames that are asked for, also where the video tells no times, and upright', async () => {
    // Frame n is one grey of 10 n, in a video whose frames last longer and longer.
    const grey = "geq=lum='10*N':cb=128:cr=128,format=yuv420p";
    const source = ['-f', 'lavfi', '-i', `color=s=32x16:d=1:r=20,${grey},setpts=N*N*TB*100`];
    await ffmpeg([...source, '-vsync', '0', '-c:v', 'ffv1', at('grey.mkv')]);
    const videos = new FfmpegVideos(findTools().programs);
    expect(await videos.countFrames(at('grey.mkv'))).toMatchObject({ frames: 20 });
    const seen: [number, number, number][] = [];
    for await (const { index, image } of videos.readFrames(at('grey.mkv'), [3, 4, 11, 19])) {
      seen.push([index, image.width, image.pixels[0] ?? -1]);
    }
    // Studio range to full: (y - 16) * 255 / 219, at least 0.
    const full = (index: number) => Math.max(0, Math.round(((10 * index - 16) * 255) / 219));
    expect(seen.map(([index, width, value]) => [index, width, Math.abs(value - full(index)) <= 2])).toEqual(
      [3, 4, 11, 19].map((index) => [index, 32, true]),
    );
  });

  it('says that a video was cut off, and reads what is there', async () => {
    await ffmpeg(['-i', at('real/clip 1.mp4'), '-c', 'copy', '-movflags', 'faststart', at('cut.mp4')]);
    await truncate(at('cut.mp4'), Math.floor((await readFile(at('cut.mp4'))).length * 0.6));
    const { frames: there, declared } = await new FfmpegVideos(findTools().programs).countFrames(at('cut.mp4'));
    expect(declared).toBe(20);
    expect(there).toBeGreaterThan(0);
    expect(there).toBeLessThan(20);
  });
});
