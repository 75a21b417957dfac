/** Stand-ins for ffmpeg and the face networks: videos are small JSON files that say how many frames and faces they have. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FaceFinder } from '../../../src/core/faces/face';
import { toAppError } from '../../../src/shared/errors';
import type { JobInput, JobName, JobOptions, JobOutput, JobRunner } from '../../../src/main/jobs/jobs';
import { prepareEach } from '../../../src/main/prepare/prepare-videos';
import { VideosOrder } from '../../../src/main/prepare/videos-order';
import { VideoProblem, type VideoTools } from '../../../src/main/prepare/video-tools';
import { PreparedVideo } from '../../../src/shared/preparation';

/** Of a video: its frames; how many there are though it declares all; faces in each frame. */
export interface PretendedVideo {
  readonly frames: number;
  readonly there?: number;
  readonly faces: number;
}

export async function writeVideo(path: string, video: PretendedVideo | string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, typeof video === 'string' ? video : JSON.stringify(video));
  return path;
}

const side = 64;

async function open(path: string): Promise<PretendedVideo> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as PretendedVideo;
  } catch (error) {
    throw new VideoProblem('moov atom not found', { cause: error });
  }
}

export const pretendedVideos: VideoTools = {
  countFrames: async (path) => {
    const { frames } = await open(path);
    return { frames, declared: frames };
  },
  async *readFrames(path, indices) {
    const { frames, there = frames, faces } = await open(path);
    for (const index of indices) {
      if (index >= there) throw new VideoProblem('partial file');
      // The first byte tells the finder how many faces there are, the second which frame it is.
      const pixels = new Uint8Array(side * side * 3).fill(index).fill(faces, 0, 1);
      yield { index, image: { pixels, width: side, height: side } };
    }
  },
  compress: async (path, crf, to) => writeFile(to, JSON.stringify({ ...(await open(path)), crf })),
};

export const pretendedFaces: FaceFinder = {
  findFaces: ({ pixels }) =>
    Array.from({ length: pixels[0] ?? 0 }, (_, at) => ({
      score: 0.9,
      box: { left: 10 + at, top: 10, width: 20 - at, height: 20 - at },
    })),
  findEyes: () => ({ left: { x: 10, y: 10 }, right: { x: 20, y: 10 } }),
};

/** Does the one job in this process; `onVideo` may throw, as a process that is killed. */
export class PretendedJobs implements JobRunner {
  batches = 0;

  constructor(private readonly onVideo: (path: string) => void = () => undefined) {}

  async run<Name extends JobName>(
    name: Name,
    input: JobInput<Name>,
    { onProgress, signal = new AbortController().signal }: JobOptions<Name> = {},
  ): Promise<JobOutput<Name>> {
    if (name !== 'prepare/videos') throw new Error(`"${name}" was not expected.`);
    this.batches += 1;
    const videos: VideoTools = {
      ...pretendedVideos,
      countFrames: (path) => {
        this.onVideo(path);
        return pretendedVideos.countFrames(path);
      },
    };
    const tell = (outcome: PreparedVideo) => onProgress?.(PreparedVideo.parse(outcome) as never);
    try {
      await prepareEach(VideosOrder.parse(input), { videos, faces: pretendedFaces }, { onVideo: tell, signal });
    } catch (error) {
      throw toAppError(error);
    }
    return {} as JobOutput<Name>;
  }

  async close(): Promise<void> {}
}

/** Every file below a folder that is not hidden, with the hash of its bytes. */
export async function contentOf(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const visible = files.map((path) => path.slice(root.length + 1)).filter((path) => !path.startsWith('.'));
  const hash = async (file: string) =>
    createHash('sha256')
      .update(await readFile(join(root, file)))
      .digest('hex');
  return Object.fromEntries(
    await Promise.all(visible.sort().map(async (file) => [file, await hash(file)] as [string, string])),
  );
}
