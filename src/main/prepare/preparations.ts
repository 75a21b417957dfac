/** The preparation that is under way, or was last: one at a time, started, followed and stopped. */
import { AppError, toAppError } from '../../shared/errors';
import type { Preparation, PreparationRequest } from '../../shared/preparation';
import type { JobRunner } from '../jobs/jobs';
import { findTools } from './find-tools';
import { runPreparation, tasksOf } from './run-preparation';

export interface PreparationsOptions {
  readonly jobs: JobRunner;
  onChange(preparation: Preparation): void;
}

export class Preparations {
  private current: Preparation | null = null;
  private cancel = new AbortController();
  private ended: Promise<void> = Promise.resolve();

  constructor(private readonly options: PreparationsOptions) {}

  get(): Preparation | null {
    return this.current;
  }

  /** Throws AppError `conflict` while one is under way, `unavailable` where the tools are missing. */
  start(request: PreparationRequest): Preparation {
    if (this.current?.state === 'running') {
      const { task } = this.current.request;
      throw new AppError('conflict', `The task "${task}" is being prepared. Wait for it, or stop it first.`);
    }
    const tools = findTools();
    this.cancel = new AbortController();
    const { signal } = this.cancel;
    const started: Preparation = {
      ...{ request, state: 'running', startedAt: new Date().toISOString(), total: 0, done: 0, doneBefore: 0 },
      ...{ counts: [], remarkable: [], tasks: tasksOf(request), error: null },
    };
    this.put(started);
    const onProgress = (progress: Partial<Preparation>) => this.change(progress);
    this.ended = runPreparation({ request, tools, jobs: this.options.jobs, signal, onProgress }).then(
      () => this.change({ state: 'complete' }),
      (error: unknown) => {
        const { code, message } = toAppError(error);
        this.change(code === 'cancelled' ? { state: 'stopped' } : { state: 'failed', error: { code, message } });
      },
    );
    return started;
  }

  /** Resolves when it has stopped; what is done stays. */
  async stop(): Promise<Preparation | null> {
    this.cancel.abort();
    await this.ended;
    return this.current;
  }

  async close(): Promise<void> {
    await this.stop();
  }

  private change(changes: Partial<Preparation>): void {
    if (this.current !== null) this.put({ ...this.current, ...changes });
  }

  private put(preparation: Preparation): void {
    this.current = preparation;
    this.options.onChange(preparation);
  }
}
