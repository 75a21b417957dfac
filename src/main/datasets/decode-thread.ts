/** A thread that decodes its share of many images: entry of out/main/decode-thread.js, started by decode-images.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { toAppError } from '../../shared/errors';
import { decodeShare, DecodeWork } from './decode-work';
import type { DecodeMessage } from './decode-work';

const say = (message: DecodeMessage) => parentPort?.postMessage(message);

try {
  await decodeShare(DecodeWork.parse(workerData), {
    onUnreadable: (index, error) => say({ type: 'unreadable', index, error: error.toPayload() }),
  });
} catch (error) {
  say({ type: 'failed', error: toAppError(error).toPayload() });
}
