/** The image cache of the workspace that a run or an evaluation lies in. */
import { AppError } from '../../../shared/errors';
import { formatBytes } from '../../../shared/format';
import { imageCacheOf } from './cache-folder';
import { imageCacheLimit, usualLimitBytes } from './cache-limit';
import { ImageCache } from './image-cache';

/** `warn` hears of a limit that is no number, and later of what cannot be read or kept. */
export async function openImageCache(
  workedFolder: string,
  warn: (message: string) => Promise<void>,
): Promise<ImageCache> {
  return new ImageCache({ folder: imageCacheOf(workedFolder), limitBytes: await limitOrUsual(warn), warn });
}

async function limitOrUsual(warn: (message: string) => Promise<void>): Promise<number> {
  try {
    return imageCacheLimit();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await warn(`${error.message} Now the usual ${formatBytes(usualLimitBytes)} are taken.`);
    return usualLimitBytes;
  }
}
