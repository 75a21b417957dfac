/** An image of a task as it can be shown: decoded as for training, and made smaller where it is large. */
import sharp from 'sharp';
import type { ClassName, SampleImage } from '../../shared/task';
import { withImage } from './decode-image';
import type { MemoryRoom } from './memory-room';

export interface PictureOptions {
  /** What it is called. */
  readonly file: string;
  readonly className: ClassName;
  /** Pixels; smaller images are shown as they are. */
  readonly longestSide: number;
  readonly room: MemoryRoom;
}

/** A PNG; `width` and `height` are the image's own. Throws AppError that names the path. */
export async function readPicture(
  path: string,
  { file, className, longestSide, room }: PictureOptions,
): Promise<SampleImage> {
  return withImage(path, room, async ({ pixels, width, height }) => {
    const png = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
      .png()
      .toBuffer();
    return { file, className, width, height, bytes: new Uint8Array(png), mediaType: 'image/png' };
  });
}
