/** Where a run is that another machine starts, in one sentence. */
import type { RunSummary } from './run';

/** Null for a run that this machine starts. `formatTime`: as the reader's page or terminal writes times. */
export function remoteText({ remote, state }: RunSummary, formatTime: (iso: string) => string): string | null {
  if (remote === undefined) return null;
  const { executor, job, node, note, startsAt } = remote;
  const isQueued = state === 'queued';
  const where = [
    `Executor ${executor}`,
    ...(job === null ? [] : [`job ${job}`]),
    ...(node === null ? [] : [`on ${node}`]),
  ].join(', ');
  const why = note ?? (isQueued && job === null ? 'Not submitted yet.' : null);
  const when = isQueued && startsAt !== null ? `Expected to start ${formatTime(startsAt)}.` : null;
  return [`${where}.`, why, when].filter((part) => part !== null).join(' ');
}
