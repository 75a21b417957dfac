/** Reads one split of a task into memory: every image decoded and resized to the network's size. */
import { dirname, join } from 'node:path';
import type { ImageSet } from '../../core/images/image-set';
import type { VideoRule } from '../../shared/metrics/video-rules';
import { AppError } from '../../shared/errors';
import { classNames } from '../../shared/task';
import type { SplitName } from '../../shared/task';
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

/** The images of a split, and where they lie. */
export interface SplitImages {
  readonly folder: string;
  /** Put before each name in `files`: "train/", or nothing. */
  readonly prefix: string;
  readonly images: readonly LabelledImage[];
  /** By which a mapping gives each image's video. */
  readonly videoRule?: VideoRule | undefined;
}

export interface LabelledImage {
  /** Relative to the folder: "fake/x.png". */
  readonly name: string;
  readonly label: number;
  /** As a mapping says. */
  readonly video?: string | undefined;
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
  options: LoadImageSetOptions,
): Promise<ImageSet> {
  const images = await listSplit(taskPath, split);
  return loadListed({ folder: join(taskPath, split), prefix: `${split}/`, images }, options);
}

/** The same of images that a mapping found. */
export async function loadListed(
  listed: SplitImages,
  { cache, onUnreadable, ...options }: LoadImageSetOptions,
): Promise<ImageSet> {
  const { folder, prefix, images } = listed;
  const names = images.map(({ name }) => name);
  const decoding = {
    ...options,
    onUnreadable: onUnreadable && ((index: number, error: AppError) => onUnreadable(`${prefix}${names[index]}`, error)),
  };
  const paths = names.map((name) => join(folder, name));
  const { pixels, wasRead } = await (cache ? cache.load({ folder, names }, decoding) : decodeImages(paths, decoding));
  return keepRead({ ...listed, pixels, wasRead, size: options.size });
}

async function listSplit(taskPath: string, split: SplitName): Promise<LabelledImage[]> {
  const images: LabelledImage[] = [];
  for (const [label, className] of classNames.entries()) {
    const folder = join(taskPath, split, className);
    if (!(await isFolder(folder))) {
      if (split === 'test') continue;
      throw new AppError('not-found', `Folder "${folder}" is missing. A task needs ${split}/fake and ${split}/real.`);
    }
    const files = await listImages(folder);
    if (files.length === 0 && split !== 'test') throw noImages(folder);
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
function keepRead({
  images,
  pixels,
  wasRead,
  size,
  ...listed
}: SplitImages & { pixels: Uint8Array; wasRead: Uint8Array; size: number }): ImageSet {
  const imageBytes = size * size * 3;
  const kept: LabelledImage[] = [];
  images.forEach((image, index) => {
    if (wasRead[index] !== 1) return;
    pixels.copyWithin(kept.length * imageBytes, index * imageBytes, (index + 1) * imageBytes);
    kept.push(image);
  });
  for (const [label, className] of classNames.entries()) {
    const had = images.find((image) => image.label === label);
    if (had === undefined || kept.some((image) => image.label === label)) continue;
    throw noImages(listed.prefix === '' ? dirname(join(listed.folder, had.name)) : join(listed.folder, className));
  }
  return {
    files: kept.map(({ name }) => `${listed.prefix}${name}`),
    labels: Uint8Array.from(kept, (image) => image.label),
    pixels: pixels.subarray(0, kept.length * imageBytes),
    size,
    ...(listed.videoRule !== undefined && {
      videos: { rule: listed.videoRule, of: kept.map(({ name, video = name }) => video) },
    }),
  };
}

function noImages(folder: string): AppError {
  return new AppError('bad-input', `There is no readable image in "${folder}". Add some, or leave the task out.`);
}
