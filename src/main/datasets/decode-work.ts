/** The work of decoding many images, laid out so that several threads share it; and one thread's share of it. */
import { hash } from 'node:crypto';
import sharp from 'sharp';
import { z } from 'zod';
import { resizeBilinear } from '../../core/images/resize-bilinear';
import { AppError } from '../../shared/errors';
import type { ErrorPayload } from '../../shared/errors';
import { formatBytes, formatCount } from '../../shared/format';
import { decodeImageBytes, withImageBytes } from './decode-image';
import { MemoryRoom } from './memory-room';

/** A thread's workerData: `paths` is a copy of its own, the buffers are everybody's. */
export const DecodeWork = z.object({
  paths: z.array(z.string()),
  /** Pixels a side. */
  size: z.number().int().min(1),
  /** RGB bytes [count, size, size, 3]; an image that cannot be read leaves zeros. */
  pixels: z.instanceof(SharedArrayBuffer),
  /** SHA-256 of each file's bytes, [count, 32]. */
  hashes: z.instanceof(SharedArrayBuffer),
  /** One of `imageStates` for each image. */
  states: z.instanceof(SharedArrayBuffer),
  /** Int32, at `counterPlaces`. */
  counters: z.instanceof(SharedArrayBuffer),
});
export type DecodeWork = z.infer<typeof DecodeWork>;

export const imageStates = { untouched: 0, hashed: 1, decoded: 2 } as const;

/** Which image is the next, how many are done, whether to stop, and the memory that large images use. */
export const counterPlaces = { next: 0, done: 1, stop: 2, usedMib: 3 } as const;

/** What a decoding thread says; its end is the end of its share. */
export type DecodeMessage =
  | { readonly type: 'unreadable'; readonly index: number; readonly error: ErrorPayload }
  | { readonly type: 'failed'; readonly error: ErrorPayload };

export const hashBytes = 32;

/** So many under way in each thread decoded fastest, small images and large ones. */
const imagesAtOnce = 4;

export interface DecodeListener {
  /** May throw to end the work. */
  onUnreadable(index: number, error: AppError): void;
  onDone?(): void;
}

/** Throws AppError `unavailable` where the machine has no such memory. */
export function newDecodeWork(paths: readonly string[], size: number): DecodeWork {
  const count = paths.length;
  return {
    paths: [...paths],
    size,
    pixels: roomForPixels(count, size),
    hashes: new SharedArrayBuffer(count * hashBytes),
    states: new SharedArrayBuffer(count),
    counters: new SharedArrayBuffer(Object.keys(counterPlaces).length * Int32Array.BYTES_PER_ELEMENT),
  };
}

/** Zeros for [count, size, size, 3] bytes, which threads can share. Throws AppError `unavailable`. */
export function roomForPixels(count: number, size: number): SharedArrayBuffer {
  const bytes = count * size * size * 3;
  try {
    return new SharedArrayBuffer(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message =
      `This machine does not give ${formatBytes(bytes)} of memory, for ${formatCount(count, 'image')} of ${size} pixels a side. ` +
      'Choose a smaller image size or fewer images.';
    throw new AppError('unavailable', message, { cause: error });
  }
}

/**
 * Takes one image after the other off the shared work until none is left or somebody says stop: read once, hashed,
 * decoded, resized. Rejects with what `onUnreadable` threw, after the images that are under way have ended.
 */
export async function decodeShare(work: DecodeWork, { onUnreadable, onDone }: DecodeListener): Promise<void> {
  // Many images at once keep the cores busy; libvips's own threads and its cache of operations would only add to them.
  sharp.concurrency(1);
  sharp.cache(false);
  const counters = new Int32Array(work.counters);
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    while (Atomics.load(counters, counterPlaces.stop) === 0) {
      const index = Atomics.add(counters, counterPlaces.next, 1);
      const path = work.paths[index];
      if (path === undefined) return;
      try {
        await decodeInto(work, index, path).catch((error: unknown) => {
          if (!(error instanceof AppError)) throw error;
          onUnreadable(index, error);
        });
        Atomics.add(counters, counterPlaces.done, 1);
        onDone?.();
      } catch (error) {
        failures.push(error);
        Atomics.store(counters, counterPlaces.stop, 1);
      }
    }
  };
  await Promise.all(Array.from({ length: imagesAtOnce }, lane));
  if (failures.length > 0) throw failures[0];
}

async function decodeInto({ size, ...work }: DecodeWork, index: number, path: string): Promise<void> {
  const states = new Uint8Array(work.states);
  await withImageBytes(path, new MemoryRoom(work.counters, counterPlaces.usedMib), async (bytes, room) => {
    new Uint8Array(work.hashes).set(hash('sha256', bytes, 'buffer'), index * hashBytes);
    states[index] = imageStates.hashed;
    const image = resizeBilinear(await decodeImageBytes(bytes, path, room), size, size);
    new Uint8Array(work.pixels).set(image.pixels, index * size * size * 3);
    states[index] = imageStates.decoded;
  });
}
