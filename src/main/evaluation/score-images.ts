/** Scores images batch by batch, so that memory does not grow with their number; the next batch is read meanwhile. */
import { join } from 'node:path';
import { resizeBilinear } from '../../core/images/resize-bilinear';
import type { TensorMap } from '../../core/networks/forward';
import type { Network } from '../../core/networks/network';
import { evaluationBatch, predict } from '../../core/training/predict';
import type { ImageSet, ScoreRow } from '../../core/training/training';
import { AppError } from '../../shared/errors';
import { decodeImage } from '../datasets/decode-image';
import { forEachConcurrently } from '../datasets/for-each-concurrently';
import type { ClassImage } from './list-class-images';

export interface ScoreImagesOptions {
  readonly network: Network;
  readonly weights: TensorMap;
  /** Pixels a side. */
  readonly size: number;
  /** Absolute path that the images' names are relative to. */
  readonly folder: string;
  /** Told of each image that cannot be read, which is then left out; without it the first one ends the scoring. */
  readonly onUnreadable: ((path: string, error: AppError) => void) | null;
  /** After each batch. */
  onProgress(done: number, total: number): Promise<void>;
}

const imagesAtOnce = 4;
/** In the images' order. Throws AppError 'damaged' that names an unreadable image. */
export async function scoreImages(images: readonly ClassImage[], options: ScoreImagesOptions): Promise<ScoreRow[]> {
  const batches: ClassImage[][] = [];
  const batchSize = evaluationBatch(options.size);
  for (let start = 0; start < images.length; start += batchSize) batches.push(images.slice(start, start + batchSize));
  const rows: ScoreRow[] = [];
  let done = 0;
  let next = readAhead(batches[0], options);
  for (const [place, batch] of batches.entries()) {
    const loaded = await next;
    next = readAhead(batches[place + 1], options);
    const scores = await predict(options.network, loaded, { weights: options.weights });
    loaded.files.forEach((file, index) => {
      rows.push({ file, label: loaded.labels[index] ?? 0, score: scores[index] ?? NaN });
    });
    done += batch.length;
    await options.onProgress(done, images.length);
  }
  return rows;
}

function readAhead(images: readonly ClassImage[] | undefined, options: ScoreImagesOptions): Promise<ImageSet> {
  const reading = readBatch(images ?? [], options);
  // It is awaited later, or never when the batch before it fails: a failure must not count as unhandled until then.
  reading.catch(() => undefined);
  return reading;
}

async function readBatch(
  images: readonly ClassImage[],
  { folder, size, onUnreadable }: ScoreImagesOptions,
): Promise<ImageSet> {
  const read: (Uint8Array | undefined)[] = images.map(() => undefined);
  await forEachConcurrently(images, imagesAtOnce, async ({ file }, index) => {
    const path = join(folder, file);
    try {
      read[index] = resizeBilinear(await decodeImage(path), size, size).pixels;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (onUnreadable === null) {
        throw new AppError(error.code, `${error.message} Or let unreadable images be skipped.`, { cause: error });
      }
      onUnreadable(path, error);
    }
  });
  const kept = images.flatMap((image, index) => {
    const pixels = read[index];
    return pixels === undefined ? [] : [{ ...image, pixels }];
  });
  const pixels = new Uint8Array(kept.length * size * size * 3);
  kept.forEach((image, index) => pixels.set(image.pixels, index * size * size * 3));
  return {
    files: kept.map(({ file }) => file),
    labels: Uint8Array.from(kept, ({ label }) => label),
    pixels,
    size,
  };
}
