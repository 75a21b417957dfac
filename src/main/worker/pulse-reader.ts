/** How long a training has not come by, and what its process did meanwhile. */
import type { WorkerPulse } from '../../shared/run';

export interface PulseSources {
  /** Grows whenever the training comes by. */
  readonly marks: () => number;
  /** Of a clock that never jumps. */
  readonly seconds: () => number;
  /** Processor time of the process so far. */
  readonly busySeconds: () => number;
}

export class PulseReader {
  private beat = 0;
  private longest = 0;
  private seen: { marks: number; seconds: number; busySeconds: number };

  constructor(private readonly sources: PulseSources) {
    this.seen = this.look();
  }

  /** At every heartbeat; times are as exact as heartbeats are frequent. */
  read(): WorkerPulse {
    this.beat += 1;
    const now = this.look();
    if (now.marks !== this.seen.marks) {
      this.longest = Math.max(this.longest, now.seconds - this.seen.seconds);
      this.seen = now;
    }
    return {
      beat: this.beat,
      quietSeconds: rounded(now.seconds - this.seen.seconds),
      longestSeconds: rounded(this.longest),
      busySeconds: rounded(now.busySeconds - this.seen.busySeconds),
    };
  }

  private look(): PulseReader['seen'] {
    const { marks, seconds, busySeconds } = this.sources;
    return { marks: marks(), seconds: seconds(), busySeconds: busySeconds() };
  }
}

function rounded(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
