/** The thread in which a dataset is scanned: entry of out/main/scan-thread.js, started by scan.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { toAppError } from '../../shared/errors';
import type { ScanMessage } from './scan-message';
import { scanRoot } from './scan-root';

const { root } = z.object({ root: z.string() }).parse(workerData);
const say = (message: ScanMessage) => parentPort?.postMessage(message);

try {
  const scan = await scanRoot(root, { onProgress: (done, total) => say({ type: 'progress', done, total }) });
  say({ type: 'done', scan });
} catch (error) {
  say({ type: 'failed', error: toAppError(error).toPayload() });
}
