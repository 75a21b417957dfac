/** What a person asks of this worker through control.json (or SIGTERM): go on, hold, or stop. */
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { RunEventBody } from '../../shared/event';
import { statOpened } from '../files/stat-opened';
import { isMissing } from '../runs/json-file';
import { type RunFolder } from '../runs/run-folder';

const pollMs = 300;

export interface ControlListener {
  emit(body: RunEventBody): Promise<void>;
  /** Whenever the training asks, and all along while it is held. */
  comeBy(): void;
}

/** The time limit of the job is near; or the job has to make room, or is being cancelled. */
export type YieldReason = 'limit' | 'room';

export class ControlWatch {
  private asked: 'go' | 'pause' | 'stop' = 'go';
  private isTerminated = false;
  private yielding: YieldReason | null = null;
  private seen = '';
  private pausedMs = 0;
  private readonly stopping = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly folder: RunFolder,
    private readonly told: ControlListener,
  ) {
    this.timer = setInterval(() => {
      this.poll().catch((error: unknown) => process.stderr.write(`control.json: ${String(error)}\n`));
    }, pollMs);
    this.timer.unref();
  }

  /** Aborts as soon as a stop is asked for, for work that is not asked between batches. */
  get stopSignal(): AbortSignal {
    return this.stopping.signal;
  }

  /** Time spent paused, which is no training time. */
  get pausedSeconds(): number {
    return this.pausedMs / 1000;
  }

  askToStop(): void {
    this.isTerminated = true;
    this.asked = 'stop';
    this.stopping.abort();
  }

  /** Why it ends now to go on in a job to come; null where it does not. */
  get yieldReason(): YieldReason | null {
    return this.yielding;
  }

  /** A person who has asked for a stop before gets one. */
  askToYield(reason: YieldReason): void {
    if (this.asked === 'stop') return;
    this.yielding = reason;
    this.askToStop();
  }

  /** Between batches: 'go' or 'stop'; does not resolve while paused. */
  async control(): Promise<'go' | 'stop'> {
    // Lets timers, signals and file answers through: a training on the processor never waits for anything by itself.
    await setImmediate();
    this.told.comeBy();
    if (this.asked === 'pause') await this.hold();
    return this.asked === 'stop' ? 'stop' : 'go';
  }

  /** Reads control.json when it has changed. */
  async poll(): Promise<void> {
    const found = await statOpened(this.folder.controlPath).catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
    const version = found === null ? '' : `${found.mtimeMs} ${found.ino} ${found.size}`;
    if (version === this.seen) return;
    this.seen = version;
    const file = await this.folder.readControl();
    if (file === null || this.isTerminated) return;
    this.asked = file.asked === 'resume' ? 'go' : file.asked;
    if (this.asked === 'stop') this.stopping.abort();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async hold(): Promise<void> {
    const since = performance.now();
    await this.told.emit({ type: 'run/paused' });
    while (this.asked === 'pause') {
      await sleep(100);
      this.told.comeBy();
    }
    this.pausedMs += performance.now() - since;
    if (this.asked === 'go') await this.told.emit({ type: 'run/resumed' });
  }
}
