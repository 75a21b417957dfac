/** The workspace's image cache: decoded and resized images, kept so that a training starts at once. */
import { z } from 'zod';

export const ImageCacheInfo = z.object({
  path: z.string(),
  sizeBytes: z.number().int(),
  /** Never larger than this; 0 when the cache is turned off. */
  limitBytes: z.number().int(),
  /** A split of a task at one image size. */
  sets: z.number().int(),
});
export type ImageCacheInfo = z.infer<typeof ImageCacheInfo>;
