/** Decodes and resizes many images, on as many cores as help, into memory that other threads can share. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../shared/errors';
import { counterPlaces, decodeShare, hashBytes, imageStates, newDecodeWork } from './decode-work';
import type { DecodeMessage, DecodeWork } from './decode-work';

export interface DecodeImagesOptions {
  /** Pixels a side. */
  readonly size: number;
  /** Told of each image that cannot be read; without it the first such image ends the decoding. */
  readonly onUnreadable?: ((index: number, error: AppError) => void) | undefined;
  /** With every image, or a few at once, up to the last. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface DecodedImages {
  /** RGB bytes [count, size, size, 3] over shared memory; zeros for an image that could not be read. */
  readonly pixels: Uint8Array;
  /** One for each image: 1 where `pixels` holds it. */
  readonly wasRead: Uint8Array;
  /** SHA-256 of each file's bytes, hexadecimal; null for a file that could not be opened. */
  readonly hashes: readonly (string | null)[];
}

/** Threads that join the caller's own. */
export interface DecodeThreads {
  /** The built decode-thread.js. */
  readonly script: URL;
  readonly count: number;
  /** After so long, when what is left would take a second or more: a thread needs a tenth of a second to start. */
  readonly afterMs: number;
}

/** More than these wait for the disk and for memory. */
const mostThreads = 8;
const worthJoiningMs = 1000;

/**
 * Throws AppError: `damaged` or `not-found` for an unreadable image unless `onUnreadable` is given, `unavailable` where
 * memory does not hold the pixels, `cancelled`.
 */
export async function decodeImages(
  paths: readonly string[],
  options: DecodeImagesOptions,
  threads: DecodeThreads | null = usualThreads(),
): Promise<DecodedImages> {
  const { signal, onProgress } = options;
  const work = newDecodeWork(paths, options.size);
  const counters = new Int32Array(work.counters);
  const stop = () => Atomics.store(counters, counterPlaces.stop, 1);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted === true) stop();
  let told = 0;
  const listener: Listener = {
    onUnreadable: (index, error) => {
      if (options.onUnreadable === undefined) throw error;
      options.onUnreadable(index, error);
    },
    onDone: () => {
      const done = Atomics.load(counters, counterPlaces.done);
      if (done > told) onProgress?.(done, paths.length);
      told = done;
    },
  };
  const own = decodeShare(work, listener);
  const joined = threads === null ? Promise.resolve() : joinWhenLong(work, { threads, own, listener });
  try {
    for (const end of await Promise.allSettled([own, joined])) if (end.status === 'rejected') throw end.reason;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  if (signal?.aborted === true) throw new AppError('cancelled', 'The loading of images was cancelled.');
  listener.onDone();
  return decodedImages(work);
}

interface Listener {
  onUnreadable(index: number, error: AppError): void;
  onDone(): void;
}

function decodedImages(work: DecodeWork): DecodedImages {
  const states = new Uint8Array(work.states);
  const hashes = Buffer.from(work.hashes);
  return {
    pixels: new Uint8Array(work.pixels),
    wasRead: Uint8Array.from(states, (state) => (state === imageStates.decoded ? 1 : 0)),
    hashes: Array.from(states, (state, index) =>
      state === imageStates.untouched ? null : hashes.toString('hex', index * hashBytes, (index + 1) * hashBytes),
    ),
  };
}

async function joinWhenLong(
  work: DecodeWork,
  { threads, own, listener }: { threads: DecodeThreads; own: Promise<void>; listener: Listener },
): Promise<void> {
  const ended = new AbortController();
  const endWaiting = () => ended.abort();
  own.then(endWaiting, endWaiting);
  const hasWaited = await sleep(threads.afterMs, true, { signal: ended.signal }).catch(() => false);
  const done = Atomics.load(new Int32Array(work.counters), counterPlaces.done);
  const leftMs = (threads.afterMs * (work.paths.length - done)) / Math.max(1, done);
  if (!hasWaited || (threads.afterMs > 0 && leftMs < worthJoiningMs)) return;
  const joining = Array.from({ length: threads.count }, () => decodeInThread(threads.script, work, listener));
  for (const end of await Promise.allSettled(joining)) if (end.status === 'rejected') throw end.reason;
}

/** Rejects with what the listener threw or what befell the thread; then the work stops everywhere. */
async function decodeInThread(script: URL, work: DecodeWork, { onUnreadable }: Listener): Promise<void> {
  const worker = new Worker(script, { workerData: work });
  const failures: unknown[] = [];
  const fail = (error: unknown) => {
    failures.push(error);
    Atomics.store(new Int32Array(work.counters), counterPlaces.stop, 1);
  };
  const code = await new Promise<number>((resolve) => {
    worker.on('message', ({ type, error: { code, message }, ...about }: DecodeMessage) => {
      try {
        if (type === 'failed' || !('index' in about)) throw new AppError(code, message);
        onUnreadable(about.index, new AppError(code, message));
      } catch (error) {
        fail(error);
      }
    });
    worker.on('error', fail);
    worker.on('exit', resolve);
  });
  if (code !== 0) fail(new AppError('internal', `A thread that decodes images ended early (exit code ${code}).`));
  if (failures.length > 0) throw failures[0];
}

/** None from the sources (tests), where no built thread lies beside this file, and none on a single core. */
function usualThreads(): DecodeThreads | null {
  const count = Math.min(availableParallelism(), mostThreads) - 1;
  // Beside this file's bundle, or one folder up where the bundler put the shared code into a folder of chunks.
  const places = ['./decode-thread.js', '../decode-thread.js'].map((place) => new URL(place, import.meta.url));
  const script = places.find((place) => existsSync(place));
  return script === undefined || count === 0 ? null : { script, count, afterMs: 250 };
}
