/** Pictures of the images that a score file names, from the folder of their task and from nowhere else. */
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '../../shared/errors';
import type { NamedImage, Thumbnail } from '../../shared/images';
import type { SampleImage } from '../../shared/task';
import { forEachConcurrently } from '../datasets/for-each-concurrently';
import { absent } from '../datasets/list-images';
import { MemoryRoom } from '../datasets/memory-room';
import { readPicture } from '../datasets/read-picture';
import { thumbnailSide } from '../datasets/read-samples';
import { isWithin } from '../places/is-within';

export interface PicturePlace {
  /** Absolute. */
  readonly folder: string;
  /** Stands before each file in the scores, and not in the folder: "val/" or nothing. */
  readonly prefix: string;
  /** Absolute real paths: where a picture may lie; null or not given: everywhere that the folder leads to. */
  readonly within?: readonly string[] | null | undefined;
}

/** Of a picture that is looked at by itself. */
const fullSide = 2048;
const imagesAtOnce = 4;

/** Throws AppError that names the file. */
export async function showPicture(
  place: PicturePlace,
  { file, className }: NamedImage,
  room = new MemoryRoom(),
): Promise<SampleImage> {
  const path = await pathOfImage(place, file);
  return readPicture(path, { file, className, longestSide: fullSide, room });
}

/** One for each, in their order; of one that cannot be shown, why. */
export async function showThumbnails(
  place: PicturePlace,
  images: readonly NamedImage[],
  room = new MemoryRoom(),
): Promise<Thumbnail[]> {
  const shown: Thumbnail[] = images.map(({ file }) => ({ file, picture: null, message: null }));
  await forEachConcurrently(images, imagesAtOnce, async ({ file, className }, index) => {
    try {
      const path = await pathOfImage(place, file);
      const picture = await readPicture(path, { file, className, longestSide: thumbnailSide, room });
      shown[index] = { file, picture, message: null };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      shown[index] = { file, picture: null, message: error.message };
    }
  });
  return shown;
}

/** Throws AppError 'not-permitted' for a file outside the task's folder, and for one that a link leads out of the roots. */
export async function pathOfImage({ folder, prefix, within }: PicturePlace, file: string): Promise<string> {
  const path = resolve(folder, file.startsWith(prefix) ? file.slice(prefix.length) : file);
  if (!isWithin(path, folder)) {
    throw new AppError('not-permitted', `The scores name "${file}", which is outside their task's folder "${folder}".`);
  }
  if (!within) return path;
  const real = await realpath(path).catch(absent);
  if (real === undefined) throw new AppError('not-found', `There is no image "${path}" any more.`);
  if (within.some((root) => isWithin(real, root))) return path;
  throw new AppError(
    'not-permitted',
    `"${path}" leads out of the folders that this server may use. Start it with --root for the folder of the images.`,
  );
}
