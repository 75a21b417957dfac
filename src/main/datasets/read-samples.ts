/** Thumbnails of a few images of a class, to show what a task looks like. */
import { join } from 'node:path';
import sharp from 'sharp';
import { AppError } from '../../shared/errors';
import type { ClassName, SampleImage, SplitName, TaskScan } from '../../shared/task';
import { decodeImage } from './decode-image';
import { absent, listImages } from './list-images';

/** Pixels; smaller images are shown as they are. */
const LONGEST_SIDE = 96;

export interface SampleRequest {
  readonly split: SplitName;
  readonly className: ClassName;
  readonly count: number;
}

/**
 * At most `count` images, evenly spread over the sorted files: PNG thumbnails; `width` and `height` are the image's own.
 * Images that cannot be read are left out, since the scan has reported them; a missing folder has no samples.
 */
export async function readSamples(task: TaskScan, { split, className, count }: SampleRequest): Promise<SampleImage[]> {
  const folder = join(task.path, split, className);
  const files = (await listImages(folder).catch(absent)) ?? [];
  const taken = Math.min(count, files.length);
  const chosen = Array.from(
    { length: taken },
    (_, index) => files[Math.floor(((index + 0.5) * files.length) / taken)] ?? '',
  );
  const samples = await Promise.all(
    chosen.map((name) => readSample(task.path, `${split}/${className}/${name}`, className)),
  );
  return samples.filter((sample) => sample !== null);
}

async function readSample(taskPath: string, file: string, className: ClassName): Promise<SampleImage | null> {
  try {
    const { pixels, width, height } = await decodeImage(join(taskPath, file));
    const thumbnail = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
      .png()
      .toBuffer();
    return { file, className, width, height, bytes: new Uint8Array(thumbnail), mediaType: 'image/png' };
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
