/**
 * Scores images: through the image cache where memory has room for all of them at once, else batch by batch, each read
 * while the one before it is scored.
 */
import { join } from 'node:path';
import { resizeBilinear } from '../../core/images/resize-bilinear';
import type { TensorMap } from '../../core/weights/tensor-map';
import type { Network } from '../../core/networks/network';
import { evaluationBatch, predict } from '../../core/training/evaluation/predict';
import type { ImageSet } from '../../core/images/image-set';
import type { ScoreRow } from '../../core/training/training';
import { AppError } from '../../shared/errors';
import type { EvaluationProgress } from '../../shared/evaluation';
import { decodeImage } from '../datasets/decode-image';
import { MemoryRoom } from '../datasets/memory-room';
import { forEachConcurrently } from '../datasets/for-each-concurrently';
import type { ImageCache } from '../datasets/image-cache/image-cache';
import type { ClassImage } from './class-image';

export interface ScoreImagesOptions {
  readonly network: Network;
  readonly weights: TensorMap;
  /** Pixels a side. */
  readonly size: number;
  /** Absolute path that the images' names are relative to. */
  readonly folder: string;
  /** Told of each image that cannot be read, which is then left out; without it the first one ends the scoring. */
  readonly onUnreadable: ((path: string, error: AppError) => void) | null;
  readonly cache: ImageCache;
  /** Gives up reading. */
  readonly signal?: AbortSignal;
  /** Of pixels that are held in memory at once. */
  readonly mostBytes: number;
  onProgress(progress: EvaluationProgress): Promise<void>;
}

const imagesAtOnce = 4;

/** In the images' order. Throws AppError 'damaged' that names an unreadable image. */
export function scoreImages(images: readonly ClassImage[], options: ScoreImagesOptions): Promise<ScoreRow[]> {
  const bytes = images.length * options.size ** 2 * 3;
  return bytes <= options.mostBytes ? scoreHeld(images, options) : scoreInTurn(images, options);
}

async function scoreHeld(images: readonly ClassImage[], options: ScoreImagesOptions): Promise<ScoreRow[]> {
  const { network, weights, size, folder, cache, signal, onProgress } = options;
  const names = images.map(({ file }) => file);
  const told: Promise<void>[] = [];
  const { pixels, wasRead } = await cache.load(
    { folder, names },
    {
      size,
      ...(signal !== undefined && { signal }),
      onUnreadable: (index, error) => leaveOut(join(folder, names[index] ?? ''), error, options),
      onProgress: (done, total) => {
        const telling = onProgress({ phase: 'reading', done, total });
        // Its failure is thrown below, once the images have been read.
        telling.catch(() => undefined);
        told.push(telling);
      },
    },
  );
  await Promise.all(told);
  const imageBytes = size * size * 3;
  const kept = images.filter((_, index) => wasRead[index] === 1);
  let place = 0;
  images.forEach((_, index) => {
    if (wasRead[index] !== 1) return;
    pixels.copyWithin(place * imageBytes, index * imageBytes, (index + 1) * imageBytes);
    place += 1;
  });
  const set = setOf(kept, pixels.subarray(0, kept.length * imageBytes), size);
  let done = 0;
  const scores = await predict(network, set, {
    weights,
    beforeBatch: async () => {
      await onProgress({ phase: 'scoring', done, total: kept.length });
      done = Math.min(kept.length, done + evaluationBatch(size));
    },
  });
  await onProgress({ phase: 'scoring', done: images.length, total: images.length });
  return rowsOf(set, scores);
}

async function scoreInTurn(images: readonly ClassImage[], options: ScoreImagesOptions): Promise<ScoreRow[]> {
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
    rows.push(...rowsOf(loaded, scores));
    done += batch.length;
    await options.onProgress({ phase: 'scoring', done, total: images.length });
  }
  return rows;
}

function readAhead(images: readonly ClassImage[] | undefined, options: ScoreImagesOptions): Promise<ImageSet> {
  const reading = readBatch(images ?? [], options);
  // It is awaited later, or never when the batch before it fails: a failure must not count as unhandled until then.
  reading.catch(() => undefined);
  return reading;
}

async function readBatch(images: readonly ClassImage[], options: ScoreImagesOptions): Promise<ImageSet> {
  const { folder, size } = options;
  const room = new MemoryRoom();
  const read: (Uint8Array | undefined)[] = images.map(() => undefined);
  await forEachConcurrently(images, imagesAtOnce, async ({ file }, index) => {
    const path = join(folder, file);
    try {
      read[index] = resizeBilinear(await decodeImage(path, room), size, size).pixels;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      leaveOut(path, error, options);
    }
  });
  const kept = images.flatMap((image, index) => {
    const pixels = read[index];
    return pixels === undefined ? [] : [{ ...image, pixels }];
  });
  const pixels = new Uint8Array(kept.length * size * size * 3);
  kept.forEach((image, index) => pixels.set(image.pixels, index * size * size * 3));
  return setOf(kept, pixels, size);
}

function setOf(images: readonly ClassImage[], pixels: Uint8Array, size: number): ImageSet {
  return {
    files: images.map(({ file }) => file),
    labels: Uint8Array.from(images, ({ label }) => label),
    pixels,
    size,
  };
}

function rowsOf({ files, labels }: ImageSet, scores: Float32Array): ScoreRow[] {
  return files.map((file, index) => ({ file, label: labels[index] ?? 0, score: scores[index] ?? NaN }));
}

function leaveOut(path: string, error: AppError, { onUnreadable }: ScoreImagesOptions): void {
  if (onUnreadable === null) {
    throw new AppError(error.code, `${error.message} Or let unreadable images be skipped.`, { cause: error });
  }
  onUnreadable(path, error);
}
