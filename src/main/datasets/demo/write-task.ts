/** Writes one task of the demo: every split and class, encoded alike. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { RgbImage } from '../../../core/images/rgb-image';
import { classNames, splitNames } from '../../../shared/task';
import type { SplitName } from '../../../shared/task';
import { forEachConcurrently } from '../for-each-concurrently';
import { drawImage } from './draw-image';
import type { ImagePlace } from './draw-image';
import type { Manipulation } from './manipulation';
import { JPEG } from './settings';
import type { SplitSizes } from './settings';

/** Images are drawn on this thread while earlier ones are encoded and written on Node's thread pool. */
const IMAGES_AT_ONCE = 6;

export interface TaskOrder {
  readonly photographs: Readonly<Record<SplitName, readonly RgbImage[]>>;
  readonly manipulation: Manipulation;
  readonly imagesPerClass: SplitSizes;
  readonly seed: number;
  readonly onImage: () => void;
}

/** `<root>/<task>/<split>/<class>/<class>_0000.jpg` and so on; the folders are made. */
export async function writeTask(root: string, order: TaskOrder): Promise<void> {
  const { photographs, manipulation, imagesPerClass, seed, onImage } = order;
  const places: ImagePlace[] = [];
  for (const split of splitNames) {
    for (const className of classNames) {
      await mkdir(join(root, manipulation.task, split, className), { recursive: true });
      for (let index = 0; index < imagesPerClass[split]; index += 1) places.push({ seed, split, className, index });
    }
  }
  // Images this small are encoded faster by one thread each than by several.
  sharp.concurrency(1);
  await forEachConcurrently(places, IMAGES_AT_ONCE, async (place) => {
    const { pixels, width, height } = drawImage(photographs[place.split], manipulation, place);
    const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .jpeg(JPEG)
      .toBuffer();
    const name = `${place.className}_${String(place.index).padStart(4, '0')}.jpg`;
    await writeFile(join(root, manipulation.task, place.split, place.className, name), jpeg);
    onImage();
  });
}

/** Images of one task, both classes. */
export function countImages(imagesPerClass: SplitSizes): number {
  return 2 * splitNames.reduce((sum, split) => sum + imagesPerClass[split], 0);
}
