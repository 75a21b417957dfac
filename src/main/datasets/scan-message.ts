/** What the scan's thread is given and what it says, one message after another; the last is `done` or `failed`. */
import type { ErrorPayload } from '../../shared/errors';
import type { DatasetScan } from './scan-root';

/** The thread's workerData. */
export interface ScanOrder {
  readonly root: string;
}

export type ScanMessage =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'done'; readonly scan: DatasetScan }
  | { readonly type: 'failed'; readonly error: ErrorPayload };
