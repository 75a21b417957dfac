/** Reads one split of a task into memory: every image decoded and resized to the network's size. */
import { join } from 'node:path';
import type { ImageSet } from '../../core/images/image-set';
import { AppError } from '../../shared/errors';
import { classNames } from '../../shared/task';
import type { ClassName, SplitName } from '../../shared/task';
import { decodeImages } from './decode-images';
import type { ImageCache } from './image-cache/image-cache';
import { isFolder, listImages } from './list-images';

export interface LoadImageSetOptions {
  /** Pixels a side. */
  readonly size: number;
  /**
   * Told of each image that cannot be read (its name as in `files`), which is then left out.
   * Without it the first such image ends the loading.
   */
  readonly onUnreadable?: ((file: string, error: AppError) => void) | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Without it every image is decoded. */
  readonly cache?: ImageCache | undefined;
}

interface ListedImage {
  /** Relative to the split's folder: "fake/x.png". */
  readonly name: string;
  readonly label: number;
}

/**
 * The images of `<task>/<split>`, fake ones first, each class sorted by path; pixels [count, size, size, 3] over shared
 * memory, so that threads can read them without a copy.
 *
 * Throws AppError: `not-found` for a missing class folder, `bad-input` for a class without images in train or val (in
 * test one class is enough), `damaged` for an unreadable image unless `onUnreadable` is given, `unavailable` where
 * memory does not hold the images, `cancelled`.
 */
export async function loadImageSet(
  taskPath: string,
  split: SplitName,
  { cache, onUnreadable, ...options }: LoadImageSetOptions,
): Promise<ImageSet> {
  const images = await listSplit(taskPath, split);
  const folder = join(taskPath, split);
  const names = images.map(({ name }) => name);
  const decoding = {
    ...options,
    onUnreadable: onUnreadable && ((index: number, error: AppError) => onUnreadable(`${split}/${names[index]}`, error)),
  };
  const paths = names.map((name) => join(folder, name));
  const { pixels, wasRead } = await (cache ? cache.load({ folder, names }, decoding) : decodeImages(paths, decoding));
  return keepRead({ taskPath, split, images, pixels, wasRead, size: options.size });
}

async function listSplit(taskPath: string, split: SplitName): Promise<ListedImage[]> {
  const images: ListedImage[] = [];
  for (const [label, className] of classNames.entries()) {
    const folder = join(taskPath, split, className);
    if (!(await isFolder(folder))) {
      if (split === 'test') continue;
      throw new AppError('not-found', `Folder "${folder}" is missing. A task needs ${split}/fake and ${split}/real.`);
    }
    const files = await listImages(folder);
    if (files.length === 0 && split !== 'test') throw noImages(taskPath, split, className);
    images.push(...files.map((name) => ({ name: `${className}/${name}`, label })));
  }
  if (images.length === 0) {
    throw new AppError(
      'bad-input',
      `There are no images in "${join(taskPath, split)}". Add some, or remove the folder.`,
    );
  }
  return images;
}

/** Closes the gaps that unreadable images left; a class that is now empty is an error as if it had been from the start. */
function keepRead(loaded: {
  taskPath: string;
  split: SplitName;
  images: readonly ListedImage[];
  pixels: Uint8Array;
  wasRead: Uint8Array;
  size: number;
}): ImageSet {
  const { images, pixels, wasRead, size } = loaded;
  const imageBytes = size * size * 3;
  const kept: ListedImage[] = [];
  images.forEach((image, index) => {
    if (wasRead[index] !== 1) return;
    pixels.copyWithin(kept.length * imageBytes, index * imageBytes, (index + 1) * imageBytes);
    kept.push(image);
  });
  for (const [label, className] of classNames.entries()) {
    const had = images.some((image) => image.label === label);
    if (had && !kept.some((image) => image.label === label)) throw noImages(loaded.taskPath, loaded.split, className);
  }
  return {
    files: kept.map(({ name }) => `${loaded.split}/${name}`),
    labels: Uint8Array.from(kept, (image) => image.label),
    pixels: pixels.subarray(0, kept.length * imageBytes),
    size,
  };
}

function noImages(taskPath: string, split: SplitName, className: ClassName): AppError {
  const folder = join(taskPath, split, className);
  return new AppError('bad-input', `There is no readable image in "${folder}". Add some, or leave the task out.`);
}
