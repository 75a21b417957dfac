/** Does jobs in processes of their own: quick ones share one that stays a while, others have one each, a few at once. */
import { availableParallelism } from 'node:os';
import { AppError } from '../../shared/errors';
import { JobProcess, type JobRequest } from './job-process';
import {
  jobs,
  type JobInput,
  type JobName,
  type JobOptions,
  type JobOutput,
  type JobPlace,
  type JobRunner,
} from './jobs';

export interface JobRunnerOptions {
  /** The built jobs.js. */
  readonly script: string;
  /** The shared process ends when it had nothing to do for so long. */
  readonly idleMs?: number;
}

const usualIdleMs = 60_000;
const atOnce: Record<Exclude<JobPlace, 'shared'>, number> = { files: 2, long: availableParallelism() };

export class ProcessJobRunner implements JobRunner {
  private shared: JobProcess | null = null;
  private idle: NodeJS.Timeout | null = null;
  private readonly alone = new Set<Promise<unknown>>();
  private readonly busy = { files: 0, long: 0 };
  private readonly waiting: { place: 'files' | 'long'; go: () => void }[] = [];
  private readonly closing = new AbortController();

  constructor(private readonly options: JobRunnerOptions) {}

  async run<Name extends JobName>(
    name: Name,
    input: JobInput<Name>,
    options: JobOptions<Name> = {},
  ): Promise<JobOutput<Name>> {
    const { place, output, progress } = jobs[name];
    const signal =
      options.signal === undefined ? this.closing.signal : AbortSignal.any([options.signal, this.closing.signal]);
    const onProgress = (value: unknown) => {
      // Checked by the schema under the same name; TypeScript cannot follow the pairing.
      options.onProgress?.(progress.parse(value) as never);
    };
    const request = { name, input, onProgress, signal };
    const answer = await (place === 'shared' ? this.runShared(request) : this.runAlone(place, request));
    return output.parse(answer) as JobOutput<Name>;
  }

  async close(): Promise<void> {
    this.closing.abort();
    for (const { go } of this.waiting.splice(0)) go();
    if (this.idle !== null) clearTimeout(this.idle);
    this.shared?.end();
    // A cancelled job tidies up first; its process ends with it.
    await Promise.allSettled(this.alone);
  }

  /** These jobs only read: one whose process died under it, or just before it, is done once more in a new one. */
  private async runShared(request: JobRequest, isSecondTry = false): Promise<unknown> {
    if (this.closing.signal.aborted) throw new AppError('cancelled', 'The workbench is closing.');
    if (this.idle !== null) clearTimeout(this.idle);
    if (this.shared?.isAlive !== true) this.shared = new JobProcess(this.options.script, { isBackground: false });
    const process = this.shared;
    try {
      return await process.run(request);
    } catch (error) {
      if (process.isAlive || isSecondTry) throw error;
      return await this.runShared(request, true);
    } finally {
      if (process.isIdle) this.endWhenIdle(process);
    }
  }

  private endWhenIdle(process: JobProcess): void {
    if (this.idle !== null) clearTimeout(this.idle);
    this.idle = setTimeout(() => {
      if (process.isIdle) process.end();
    }, this.options.idleMs ?? usualIdleMs);
    this.idle.unref();
  }

  private async runAlone(place: 'files' | 'long', request: JobRequest): Promise<unknown> {
    await this.turn(place, request.signal);
    if (request.signal.aborted) throw new AppError('cancelled', 'It was cancelled.');
    this.busy[place] += 1;
    const process = new JobProcess(this.options.script, { isBackground: place === 'long' });
    const answer = process.run(request);
    this.alone.add(answer);
    try {
      return await answer;
    } finally {
      process.end();
      this.alone.delete(answer);
      this.busy[place] -= 1;
      const next = this.waiting.findIndex((candidate) => candidate.place === place);
      if (next >= 0) this.waiting.splice(next, 1)[0]?.go();
    }
  }

  /** Resolves when a process may start, or when nobody wants it any more. */
  private async turn(place: 'files' | 'long', signal: AbortSignal): Promise<void> {
    while (this.busy[place] >= atOnce[place] && !signal.aborted) {
      await new Promise<void>((go) => {
        this.waiting.push({ place, go });
        signal.addEventListener('abort', () => go(), { once: true });
      });
    }
  }
}
