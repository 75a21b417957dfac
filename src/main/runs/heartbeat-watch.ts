/** Whether a worker that is there also gets on: what its heartbeats say, measured by a clock that never jumps. */
import { stat } from 'node:fs/promises';
import { formatDuration } from '../../shared/format';
import type { WorkerFile, WorkerPulse } from '../../shared/run';
import { isMissing } from './json-file';

/** A heartbeat comes every two seconds, whatever the training does; a machine that swaps may hold it up for long. */
const frozenSeconds = 90;
/** Of its time a process that waits for something spends less than this on the processor; a step on a GPU spends more. */
const idleShare = 0.02;
/** A training that does nothing for so long hangs; one that computes has much more time, and more where its steps are long. */
const limits = { idle: { leastSeconds: 300, times: 10 }, busy: { leastSeconds: 3600, times: 20 } } as const;

interface Seen {
  readonly beat: string;
  readonly atSeconds: number;
}

export class HeartbeatWatch {
  private readonly seen = new Map<string, Seen>();

  constructor(private readonly seconds = () => performance.now() / 1000) {}

  /** Why a person should look at the run, in words; null while all is well. */
  async look(runId: string, worker: WorkerFile, path: string): Promise<string | null> {
    const beat = `${worker.pulse?.beat ?? worker.heartbeatAt} ${await changeOf(path)}`;
    const now = this.seconds();
    const before = this.seen.get(runId);
    if (before?.beat !== beat) this.seen.set(runId, { beat, atSeconds: now });
    const silentSeconds = before === undefined || before.beat !== beat ? 0 : now - before.atSeconds;
    const { processId } = worker;
    if (silentSeconds > frozenSeconds) {
      return (
        `The training process (${processId}) has given no sign of life for ${formatDuration(silentSeconds)}: it is held ` +
        'by a signal or a debugger, or its disk or its memory does not answer.'
      );
    }
    return worker.pulse === undefined ? null : whyHung(worker.pulse, processId);
  }

  forget(runId: string): void {
    this.seen.delete(runId);
  }
}

/** A long step is not a hang: what tells them apart is what the process computes, and how long its steps were so far. */
export function whyHung({ quietSeconds, longestSeconds, busySeconds }: WorkerPulse, processId: number): string | null {
  const isIdle = busySeconds < quietSeconds * idleShare;
  const { leastSeconds, times } = isIdle ? limits.idle : limits.busy;
  if (quietSeconds < Math.max(leastSeconds, times * longestSeconds)) return null;
  const what = isIdle ? 'does nothing' : 'computes without getting on';
  const usual = longestSeconds > 0 ? ` Until then it came by every ${formatDuration(longestSeconds)} at least.` : '';
  return `The training process (${processId}) ${what} for ${formatDuration(quietSeconds)}: it hangs.${usual}`;
}

/** Also where the file's content could not be written, as on a full disk. */
async function changeOf(path: string): Promise<string> {
  try {
    const { mtimeMs } = await stat(path);
    return String(mtimeMs);
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}
