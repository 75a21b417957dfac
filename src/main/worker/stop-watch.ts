/** Whether a person asks an evaluation's worker to stop, through control.json or SIGTERM. */
import { setImmediate } from 'node:timers/promises';
import type { EvaluationFolder } from '../evaluation/evaluation-folder';

const pollMs = 300;

/** Thrown where work is given up because a person asked for it. */
export class Stopped extends Error {}

export class StopWatch {
  private readonly asked = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly onSignal = () => this.stop();

  constructor(private readonly folder: EvaluationFolder) {
    this.timer = setInterval(() => {
      this.poll().catch((error: unknown) => process.stderr.write(`control.json: ${String(error)}\n`));
    }, pollMs);
    this.timer.unref();
    process.on('SIGTERM', this.onSignal);
  }

  /** Aborts as soon as a stop is asked for. */
  get signal(): AbortSignal {
    return this.asked.signal;
  }

  stop(): void {
    this.asked.abort();
  }

  /** Between images and batches. Throws Stopped. */
  async refuse(): Promise<void> {
    // Lets timers and file answers through: scoring on the processor never waits for anything by itself.
    await setImmediate();
    if (this.signal.aborted) throw new Stopped();
  }

  close(): void {
    clearInterval(this.timer);
    process.off('SIGTERM', this.onSignal);
  }

  private async poll(): Promise<void> {
    if ((await this.folder.readControl())?.asked === 'stop') this.stop();
  }
}
