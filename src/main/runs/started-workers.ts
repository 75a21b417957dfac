/** The workers that this process has started: how each of them ended is written into its run's folder. */
import { setTimeout as sleep } from 'node:timers/promises';
import { lastWords } from './last-words';
import { countMemoryKills, saysKernelNoMemory } from './memory-kills';
import { RunFolder } from './run-folder';
import { startWorker, type WorkerExit } from './start-worker';
import { addEnd } from './worker-ends';

/** A process that is gone is heard of by then. */
const hearingMs = 2000;

export interface StartedWorkersOptions {
  readonly script: string;
  /** When a process is gone and its end is written down. */
  onGone(): void;
  onProblem(runId: string, error: unknown): void;
}

export class StartedWorkers {
  private readonly ends = new Map<string, Promise<void>>();

  constructor(private readonly options: StartedWorkersOptions) {}

  /** Resolves to the worker's process. Throws AppError 'unavailable'. */
  async start(runId: string, folder: string): Promise<number> {
    const killsBefore = await countMemoryKills();
    const { processId, gone } = await startWorker(this.options.script, folder);
    const ended = gone
      .then((exit) => note(folder, { processId, exit, killsBefore }))
      .catch((error: unknown) => this.options.onProblem(runId, error))
      .finally(() => {
        if (this.ends.get(runId) === ended) this.ends.delete(runId);
        this.options.onGone();
      });
    this.ends.set(runId, ended);
    return processId;
  }

  /** Until the end of the run's worker, which is gone, is written down; at once where another process started it. */
  async heard(runId: string): Promise<void> {
    const ended = this.ends.get(runId);
    if (ended === undefined) return;
    const waiting = new AbortController();
    const tooLong = sleep(hearingMs, undefined, { ref: false, signal: waiting.signal }).catch(() => undefined);
    await Promise.race([ended, tooLong]);
    waiting.abort();
  }
}

interface Ended {
  readonly processId: number;
  readonly exit: WorkerExit;
  readonly killsBefore: number | null;
}

async function note(folder: string, { processId, exit, killsBefore }: Ended): Promise<void> {
  if (exit.code === 0) return;
  const outOfMemory = await wasOutOfMemory(folder, { processId, exit, killsBefore });
  const at = new Date().toISOString();
  await addEnd(folder, { processId, at, ...exit, outOfMemory, isRetried: false, isTold: false });
}

async function wasOutOfMemory(folder: string, { processId, exit, killsBefore }: Ended): Promise<boolean> {
  if (exit.signal === 'SIGKILL') {
    const kills = await countMemoryKills();
    if (kills !== null && killsBefore !== null && kills > killsBefore) return true;
    return (await saysKernelNoMemory(processId)) === true;
  }
  const words = await lastWords(new RunFolder(folder).workerLogPath);
  return /heap out of memory|Cannot allocate memory/i.test(words);
}
