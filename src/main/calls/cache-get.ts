/** `cache/get`: where the image cache lies, how large it is and how large it may become. */
import type { ImageCacheInfo } from '../../shared/image-cache';
import { imageCacheFolder, measureCache } from '../datasets/image-cache/cache-folder';
import { imageCacheLimit } from '../datasets/image-cache/cache-limit';
import type { CallContext, Handler } from './handler';

export const cacheGet: Handler<'cache/get'> = (_, context) => cacheInfo(context);

export async function cacheInfo({ workspace }: Pick<CallContext, 'workspace'>): Promise<ImageCacheInfo> {
  const path = imageCacheFolder(workspace.path);
  return { path, limitBytes: imageCacheLimit(), ...(await measureCache(path)) };
}
