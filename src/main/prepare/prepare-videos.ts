/** Prepares a few videos, one after the other, in a process of its own: what the job `prepare/videos` does. */
import sharp from 'sharp';
import { FaceNetworks } from '../../core/faces/face-networks';
import { openEngine } from '../../engine/open-engine';
import { AppError } from '../../shared/errors';
import type { PreparedVideo } from '../../shared/preparation';
import { FfmpegVideos } from './ffmpeg-videos';
import { PreparationFolder } from './preparation-folder';
import { prepareVideo, type Tools } from './prepare-video';
import { readFaceWeights } from './read-face-weights';
import type { VideosOrder } from './videos-order';

interface Surroundings {
  readonly onVideo: (outcome: PreparedVideo) => void;
  readonly signal: AbortSignal;
}

/** Throws AppError `cancelled`; `not-permitted` where crops cannot be written. */
export async function prepareVideos(order: VideosOrder, { onVideo, signal }: Surroundings): Promise<void> {
  const { programs, faces: facesFolder } = order.tools;
  await openEngine('wasm');
  // Crops are small: one thread each encodes them fastest, and other processes work beside this one.
  sharp.concurrency(1);
  const faces = new FaceNetworks(await readFaceWeights(facesFolder));
  try {
    await prepareEach(order, { videos: new FfmpegVideos(programs, signal), faces }, { onVideo, signal });
  } finally {
    faces.dispose();
  }
}

export async function prepareEach(
  { videos, task, to, settings }: Omit<VideosOrder, 'tools'>,
  tools: Tools,
  { onVideo, signal }: Surroundings,
): Promise<void> {
  const folder = new PreparationFolder(to, task);
  for (const video of videos) {
    if (signal.aborted) throw new AppError('cancelled', 'The preparation was stopped.');
    try {
      const record = await prepareVideo({ video, task, settings, to, staging: folder.staging }, tools);
      await folder.writeRecord(video, record);
      onVideo(record.outcome);
    } catch (error) {
      throw error instanceof AppError || !isOfTheDisk(error) ? error : folder.notWritten(error);
    }
  }
}

function isOfTheDisk(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
