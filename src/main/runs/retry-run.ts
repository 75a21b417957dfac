/** Queues a run again that broke off, as often as whoever made it has asked for. */
import type { Logger } from 'pino';
import type { ErrorCode } from '../../shared/errors';
import type { Registry } from '../registry/registry';
import { RunFolder } from './run-folder';
import { countRetries, markRetried, readEnds, type WorkerEnd } from './worker-ends';

/** What stays as it is however often it is tried. */
const lasting: readonly ErrorCode[] = ['bad-input', 'not-found', 'not-permitted', 'newer-version', 'conflict'];

/** Goes on from the last checkpoint. False where nothing was asked for, it is no use, or the limit is reached. */
export async function retryRun(registry: Registry, runId: string, log: Logger): Promise<boolean> {
  const row = registry.runs.row(runId);
  const limit = row?.file.retries ?? 0;
  if (row === null || limit === 0) return false;
  if (row.state !== 'interrupted' && row.state !== 'failed') return false;
  if (row.state === 'failed' && row.error_code !== null && lasting.includes(row.error_code)) return false;
  const folder = new RunFolder(row.folder);
  const ends = await readEnds(row.folder);
  const done = countRetries(ends);
  if (done >= limit) return false;
  if (!(await registry.write(() => registry.queue.requeue(runId)))) return false;
  await markRetried(row.folder, await lastEnd(folder, ends, row.ended_at));
  await folder.writeControl('resume');
  log.warn(
    { run: runId },
    `Run "${runId}" broke off (${row.error_message?.split('\n')[0] ?? 'no reason is known'}) and goes on from its last checkpoint: ` +
      `retry ${done + 1} of ${limit}.`,
  );
  return true;
}

/** The one that was heard of; or of a run that failed in its own words, or whose process nobody waited for, what is known. */
async function lastEnd(folder: RunFolder, ends: readonly WorkerEnd[], endedAt: string | null): Promise<WorkerEnd> {
  const last = ends.at(-1);
  if (last !== undefined && !last.isRetried) return last;
  const processId = (await folder.readWorker())?.processId ?? 0;
  const at = endedAt ?? new Date().toISOString();
  return { processId, at, code: null, signal: null, outOfMemory: false, isRetried: false, isTold: false };
}
