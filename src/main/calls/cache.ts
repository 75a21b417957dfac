/** Calls about the image cache. */
import { AppError, toAppError } from '../../shared/errors';
import type { ImageCacheInfo } from '../../shared/image-cache';
import { clearCache, imageCacheFolder, measureCache } from '../datasets/image-cache/cache-folder';
import { imageCacheLimit } from '../datasets/image-cache/cache-limit';
import type { CallContext, HandlersOf } from './handler';

export const cacheCalls: HandlersOf<'cache'> = {
  /** Where the image cache lies, how large it is and how large it may become. */
  'cache/get': (_, context) => cacheInfo(context),

  /** Removes every cached image; runs that train hold theirs in memory and go on. */
  'cache/clear': async (_, context) => {
    const path = imageCacheFolder(context.workspace.path);
    try {
      await clearCache(path);
    } catch (error) {
      const reason = toAppError(error).message;
      const message = `The image cache in "${path}" cannot be cleared (${reason}). Remove the folder yourself.`;
      throw new AppError('not-permitted', message, { cause: error });
    }
    return cacheInfo(context);
  },
};

export async function cacheInfo({ workspace }: Pick<CallContext, 'workspace'>): Promise<ImageCacheInfo> {
  const path = imageCacheFolder(workspace.path);
  return { path, limitBytes: imageCacheLimit(), ...(await measureCache(path)) };
}
