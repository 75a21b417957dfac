/** How large the image cache may become: CORED_IMAGE_CACHE_GIB, else 10 GiB. */
import { AppError } from '../../../shared/errors';

const gibibyte = 2 ** 30;
export const usualLimitBytes = 10 * gibibyte;

/** 0 turns the cache off. Throws AppError `bad-input` for what is not a number from 0 up. */
export function imageCacheLimit(environment: NodeJS.ProcessEnv = process.env): number {
  const named = environment['CORED_IMAGE_CACHE_GIB']?.trim();
  if (named === undefined || named === '') return usualLimitBytes;
  const gibibytes = Number(named);
  if (Number.isFinite(gibibytes) && gibibytes >= 0) return Math.floor(gibibytes * gibibyte);
  throw new AppError(
    'bad-input',
    `CORED_IMAGE_CACHE_GIB is "${named}". Give a number of GiB, such as 10 or 0.5; 0 turns the image cache off.`,
  );
}
