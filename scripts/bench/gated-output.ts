/** A training's output that holds it between batches until steps are asked for, and times each of those from outside. */
import type { Checkpoint, TrainingOutput } from '../../src/core/training/training';
import type { RunEventBody } from '../../src/shared/event';

export interface GateOptions {
  /** Which batches count as steps; the others run in between, untimed. */
  readonly timed: 'training' | 'evaluation';
  /** Whether the training builds a store before its first batch. */
  readonly buildsStore: boolean;
  /** Seconds from any fixed point. */
  readonly now: () => number;
  /** Told when a step that is timed begins and when it has ended. */
  readonly mark?: (isInStep: boolean) => void;
  /** What becomes of checkpoints, beside the timed steps; absent: nothing. */
  readonly save?: (checkpoint: Checkpoint) => Promise<void>;
}

interface Request {
  remaining: number;
  readonly seconds: number[];
  readonly answer: (seconds: readonly number[]) => void;
}

/**
 * A step lasts from the moment in which the training may go on to the moment in which it asks again: everything that a
 * batch of a run takes, its preparation and its report included.
 */
export class GatedOutput implements TrainingOutput {
  /** Epochs that have ended, checkpoint and all. */
  epochs = 0;
  private phase: 'preparing' | 'training' | 'evaluation' = 'preparing';
  private batches = 0;
  private batch = 0;
  private startedAt: number | null = null;
  private request: Request | null = null;
  private isEnding = false;
  private wake: () => void = () => undefined;

  constructor(private readonly options: GateOptions) {}

  /** Resolves to the seconds of each of the next `count` steps. One request at a time. */
  steps(count: number): Promise<readonly number[]> {
    return new Promise((answer) => {
      this.request = { remaining: count, seconds: [], answer };
      this.wake();
    });
  }

  /** The training stops at its next question. */
  end(): void {
    this.isEnding = true;
    this.wake();
  }

  async emit(event: RunEventBody): Promise<void> {
    if (event.type === 'stage/started') {
      this.batches = event.batchesPerEpoch;
      if (!this.options.buildsStore) this.phase = 'training';
    }
    if (event.type === 'method/reported' || event.type === 'epoch/ended') {
      this.phase = 'training';
      this.batch = 0;
    }
  }

  async control(): Promise<'go' | 'stop'> {
    this.endStep();
    if (this.phase === 'training' && this.batch === this.batches) this.phase = 'evaluation';
    if (this.phase === 'training') this.batch += 1;
    if (this.phase !== 'preparing' && !this.isEnding && !this.request) {
      await new Promise<void>((wake) => (this.wake = wake));
    }
    if (this.isEnding) return 'stop';
    if (this.phase === this.options.timed) {
      this.startedAt = this.options.now();
      this.options.mark?.(true);
    }
    return 'go';
  }

  async saveScores(): Promise<void> {}

  async saveWeights(): Promise<string> {
    return '';
  }

  async saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
    await this.options.save?.(checkpoint);
    this.epochs = checkpoint.epoch;
  }

  private endStep(): void {
    const { request, startedAt } = this;
    if (startedAt === null || !request) return;
    this.startedAt = null;
    this.options.mark?.(false);
    request.seconds.push(this.options.now() - startedAt);
    request.remaining -= 1;
    if (request.remaining > 0) return;
    this.request = null;
    request.answer(request.seconds);
  }
}
