/** One video: its frames, the faces in them, their crops and those of the variants, put into their places at the end. */
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { cutFace, squareAround, squareWithin, tiltOf, type FaceSquare } from '../../core/faces/cut-face';
import type { FaceFinder } from '../../core/faces/face';
import type { RgbImage } from '../../core/images/rgb-image';
import { variantTask, type PreparationSettings, type PreparedVideo } from '../../shared/preparation';
import { spreadFrames, type PlannedVideo } from './plan-videos';
import type { VideoRecord } from './preparation-folder';
import { VideoProblem, type FrameCount, type VideoTools } from './video-tools';

export interface VideoOrder {
  readonly video: PlannedVideo;
  readonly task: string;
  readonly settings: PreparationSettings;
  /** The folder of the tasks, and one on the same disk for what is not whole yet. */
  readonly to: string;
  readonly staging: string;
}

export interface Tools {
  readonly videos: VideoTools;
  readonly faces: FaceFinder;
}

interface PlacedFace {
  readonly square: FaceSquare;
  readonly angle: number;
  /** The crop's name without its ending. */
  readonly name: string;
}

type FacesOfFrames = ReadonlyMap<number, readonly PlacedFace[]>;

interface Looked {
  readonly frames: number;
  readonly faces: FacesOfFrames;
  /** Why not all frames that were asked for came. */
  readonly reason: string | null;
}

/** Throws what the file system says where crops cannot be written; what is wrong with the video itself is its outcome. */
export async function prepareVideo(order: VideoOrder, tools: Tools): Promise<VideoRecord> {
  const { video, staging, to } = order;
  const about = await stat(video.path).catch(() => ({ size: 0, mtimeMs: 0 }));
  await mkdir(staging, { recursive: true });
  const work = await mkdtemp(join(staging, 'video-'));
  try {
    const files: string[] = [];
    const outcome = await cropFaces(order, tools, { work, files });
    const kept = outcome.state === 'unreadable' ? [] : files;
    for (const file of kept) {
      await mkdir(dirname(join(to, file)), { recursive: true });
      await rename(join(work, file), join(to, file));
    }
    return { outcome, sizeBytes: about.size, modifiedMs: about.mtimeMs, files: kept };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

interface Work {
  readonly work: string;
  /** What was written below `work`, by path relative to the folder of the tasks. */
  readonly files: string[];
}

async function cropFaces(order: VideoOrder, tools: Tools, work: Work): Promise<PreparedVideo> {
  const { video, settings } = order;
  const nothing = { ...video, reason: null, frames: 0, framesWithFaces: 0, crops: 0 };
  try {
    const count = await tools.videos.countFrames(video.path);
    const indices = spreadFrames(count.frames, settings.framesPerVideo);
    const { frames, faces, reason } = await lookThrough(order, tools, { indices, work });
    const crops = work.files.filter((file) => file.startsWith(`${order.task}/`)).length;
    if (crops > 0)
      for (const variant of settings.variants) {
        if (variant.kind === 'crf') await cropCompressed(order, tools, { crf: variant.value, faces, work });
      }
    const found = { frames, framesWithFaces: faces.size, crops };
    return { ...nothing, ...found, state: crops > 0 ? 'faces' : 'none', reason: reason ?? cutOff(count) };
  } catch (error) {
    if (error instanceof VideoProblem) return { ...nothing, state: 'unreadable', reason: error.message };
    throw error;
  }
}

function cutOff({ frames, declared }: FrameCount): string | null {
  return frames < declared ? `it ends early: ${frames} of ${declared} frames are there` : null;
}

/** Finds the faces in the frames and writes their crops: the task's, and its variants in JPEG. */
async function lookThrough(
  order: VideoOrder,
  { videos, faces: finder }: Tools,
  { indices, work }: { indices: readonly number[]; work: Work },
): Promise<Looked> {
  const { video, settings, task } = order;
  const faces = new Map<number, readonly PlacedFace[]>();
  let frames = 0;
  try {
    for await (const { index, image } of videos.readFrames(video.path, indices)) {
      frames += 1;
      const placed = placeFaces(image, finder, { index, settings });
      if (placed.length > 0) faces.set(index, placed);
      for (const face of placed) {
        const crop = cutFace(image, face.square, { size: settings.size, angle: face.angle });
        await write(crop, { order, task, face, quality: settings.jpegQuality }, work);
        for (const variant of settings.variants) {
          if (variant.kind !== 'jpeg') continue;
          await write(crop, { order, task: variantTask(task, variant), face, quality: variant.value }, work);
        }
      }
    }
  } catch (error) {
    if (!(error instanceof VideoProblem) || frames === 0) throw error;
    const reason = `${frames} of ${indices.length} frames could be read: ${error.message}`;
    return { frames, faces, reason };
  }
  const missing = frames < indices.length ? `${frames} of ${indices.length} frames came: it ends early` : null;
  return { frames, faces, reason: missing };
}

function placeFaces(
  image: RgbImage,
  finder: FaceFinder,
  { index, settings }: { index: number; settings: PreparationSettings },
): PlacedFace[] {
  const found = finder.findFaces(image, settings.leastScore);
  const chosen = settings.faces === 'all' ? found.slice(0, 100) : found.slice(0, 1);
  return chosen.map(({ box }, face) => ({
    square: squareWithin(squareAround(box, settings.margin), image),
    angle: settings.aligned ? tiltOf(finder.findEyes(image, box)) : 0,
    // One number after the last `_`, so that the rule for videos takes what is before it; of several faces its last two
    // digits say which.
    name: `${digits(index, 6)}${settings.faces === 'all' ? digits(face, 2) : ''}`,
  }));
}

/** The same faces at the same places, of the video at a lower quality. */
async function cropCompressed(
  order: VideoOrder,
  { videos }: Tools,
  { crf, faces, work }: { crf: number; faces: FacesOfFrames; work: Work },
): Promise<void> {
  const { video, settings, task } = order;
  const path = join(work.work, `crf${crf}.mkv`);
  await videos.compress(video.path, crf, path);
  const target = variantTask(task, { kind: 'crf', value: crf });
  for await (const { index, image } of videos.readFrames(path, [...faces.keys()])) {
    for (const face of faces.get(index) ?? []) {
      const crop = cutFace(image, face.square, { size: settings.size, angle: face.angle });
      await write(crop, { order, task: target, face, quality: settings.jpegQuality }, work);
    }
  }
  await rm(path, { force: true });
}

interface CropPlace {
  readonly order: VideoOrder;
  readonly task: string;
  readonly face: PlacedFace;
  /** JPEG's; null for PNG. */
  readonly quality: number | null;
}

async function write(crop: RgbImage, { order, task, face, quality }: CropPlace, { work, files }: Work): Promise<void> {
  const { className, name, split } = order.video;
  const file = `${task}/${split}/${className}/${name}_${face.name}.${quality === null ? 'png' : 'jpg'}`;
  const { pixels, width, height } = crop;
  const raw = sharp(pixels, { raw: { width, height, channels: 3 } });
  const bytes = await (quality === null ? raw.png() : raw.jpeg({ quality })).toBuffer();
  await mkdir(dirname(join(work, file)), { recursive: true });
  await writeFile(join(work, file), bytes);
  files.push(file);
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, '0');
}
