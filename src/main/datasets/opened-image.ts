/** An image of which only the beginning has been looked at. */
import type { RgbImage } from '../../core/images/rgb-image';

/** What differs from what a viewer shows: it is not turned as EXIF says, or 16-bit grey is cut off at 255. */
export type Reading = 'not-turned' | 'deep-grey';

export interface OpenedImage {
  readonly width: number;
  readonly height: number;
  /** Of memory while it is decoded, without the file's. */
  readonly bytesPerPixel: number;
  /** Null where it is read as a person sees it. */
  readonly reading: Reading | null;
  /** Throws an Error that says in a few words what is wrong. */
  decode(): Promise<RgbImage> | RgbImage;
}
