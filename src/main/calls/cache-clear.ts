/** `cache/clear`: removes every cached image; runs that train hold theirs in memory and go on. */
import { AppError, toAppError } from '../../shared/errors';
import { clearCache, imageCacheFolder } from '../datasets/image-cache/cache-folder';
import { cacheInfo } from './cache-get';
import type { Handler } from './handler';

export const cacheClear: Handler<'cache/clear'> = async (_, context) => {
  const path = imageCacheFolder(context.workspace.path);
  try {
    await clearCache(path);
  } catch (error) {
    const reason = toAppError(error).message;
    const message = `The image cache in "${path}" cannot be cleared (${reason}). Remove the folder yourself.`;
    throw new AppError('not-permitted', message, { cause: error });
  }
  return cacheInfo(context);
};
