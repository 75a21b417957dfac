/** Thumbnails of a few images of a class, to show what a task looks like. */
import { join } from 'node:path';
import { AppError } from '../../shared/errors';
import type { DatasetMapping } from '../../shared/mapping';
import type { ClassName, SampleImage, SplitName, TaskScan } from '../../shared/task';
import { forEachConcurrently } from './for-each-concurrently';
import { absent, listImages } from './list-images';
import { applyMapping, imagesOfSplit } from './mapping/apply-mapping';
import { MemoryRoom } from './memory-room';
import { readPicture } from './read-picture';

/** Pixels; smaller images are shown as they are. */
export const thumbnailSide = 96;
/** Shared out by memory too, as they can be large. */
const imagesAtOnce = 4;

export interface SampleRequest {
  readonly split: SplitName;
  readonly className: ClassName;
  readonly count: number;
  readonly mapping?: DatasetMapping | null | undefined;
}

/**
 * At most `count` images, evenly spread over the sorted files: PNG thumbnails; `width` and `height` are the image's own.
 * Images that cannot be read are left out, since the scan has reported them; a missing folder has no samples.
 */
export async function readSamples(
  task: TaskScan,
  { split, className, count, mapping = null }: SampleRequest,
  room = new MemoryRoom(),
): Promise<SampleImage[]> {
  const files = await filesOf(task, { split, className, mapping });
  const taken = Math.min(count, files.length);
  const chosen = Array.from(
    { length: taken },
    (_, index) => files[Math.floor(((index + 0.5) * files.length) / taken)] ?? '',
  );
  const samples: (SampleImage | null)[] = chosen.map(() => null);
  await forEachConcurrently(chosen, imagesAtOnce, async (file, index) => {
    samples[index] = await readSample(join(task.path, file), { file, className, room });
  });
  return samples.filter((sample) => sample !== null);
}

/** Relative to the task's path. */
async function filesOf(
  task: TaskScan,
  { split, className, mapping }: Omit<SampleRequest, 'count'>,
): Promise<readonly string[]> {
  if (mapping) {
    const images = (await listImages(task.path).catch(absent)) ?? [];
    const own = imagesOfSplit(applyMapping(mapping, images).files, { task: task.name, split });
    return own.filter((image) => image.className === className).map(({ name }) => name);
  }
  const names = (await listImages(join(task.path, split, className)).catch(absent)) ?? [];
  return names.map((name) => `${split}/${className}/${name}`);
}

async function readSample(
  path: string,
  { file, className, room }: { file: string; className: ClassName; room: MemoryRoom },
): Promise<SampleImage | null> {
  try {
    return await readPicture(path, { file, className, longestSide: thumbnailSide, room });
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
