/** Scans a dataset's root beside the main thread, so that the interface stays alive meanwhile. */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../shared/errors';
import type { ScanMessage, ScanOrder } from './scan-message';
import { scanRoot } from './scan-root';
import type { DatasetScan, ScanOptions } from './scan-root';

/**
 * The tasks below a root with their problems; see `scanRoot` for what counts as a task and what is thrown.
 * In the built program this runs in a thread; from the sources (tests), where no built thread lies beside this file,
 * the same function runs in the caller's own thread.
 */
export async function scanDataset(root: string, options: ScanOptions = {}): Promise<DatasetScan> {
  if (options.signal?.aborted === true) throw cancelled(root);
  const thread = findScanThread();
  return thread === null ? scanRoot(root, options) : scanInThread(thread, root, options);
}

/** `thread` is the built scan-thread.js. Cancelling ends the thread at once. */
export async function scanInThread(thread: URL, root: string, options: ScanOptions = {}): Promise<DatasetScan> {
  const order: ScanOrder = { root };
  const worker = new Worker(thread, { workerData: order });
  const ended = new Promise<DatasetScan>((resolve, reject) => {
    options.signal?.addEventListener('abort', () => reject(cancelled(root)), { once: true });
    worker.on('message', (message: ScanMessage) => {
      if (message.type === 'progress') options.onProgress?.(message.done, message.total);
      else if (message.type === 'done') resolve(message.scan);
      else reject(new AppError(message.error.code, message.error.message));
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      reject(new AppError('internal', `The scan of "${root}" ended early (exit code ${code}). Scan it again.`));
    });
  });
  try {
    return await ended;
  } finally {
    await worker.terminate();
  }
}

/** Beside this file's bundle, or one folder up where the bundler put the shared code into a folder of chunks. */
function findScanThread(): URL | null {
  const places = ['./scan-thread.js', '../scan-thread.js'].map((place) => new URL(place, import.meta.url));
  return places.find((place) => existsSync(place)) ?? null;
}

function cancelled(root: string): AppError {
  return new AppError('cancelled', `The scan of "${root}" was cancelled.`);
}
