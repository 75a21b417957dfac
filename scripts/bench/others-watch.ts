/** How much of this machine other programs take while two processes are timed. */
import { cpus } from 'node:os';

interface CoreTime {
  readonly busySeconds: number;
  readonly allSeconds: number;
}

export class OthersWatch {
  private readonly before: CoreTime;
  private excludedSeconds = 0;

  constructor(private readonly read: () => CoreTime = coreTime) {
    this.before = read();
  }

  /** Processor time of the processes that are timed. */
  exclude(seconds: number): void {
    this.excludedSeconds += seconds;
  }

  /** Of all cores' time since the beginning, between 0 and 1. */
  share(): number {
    const now = this.read();
    const others = now.busySeconds - this.before.busySeconds - this.excludedSeconds;
    const all = now.allSeconds - this.before.allSeconds;
    return all > 0 ? Math.min(1, Math.max(0, others / all)) : 0;
  }
}

function coreTime(): CoreTime {
  const times = cpus().map(({ times: { user, nice, sys, idle, irq } }) => ({ busy: user + nice + sys + irq, idle }));
  const busy = times.reduce((sum, core) => sum + core.busy, 0);
  const idle = times.reduce((sum, core) => sum + core.idle, 0);
  return { busySeconds: busy / 1000, allSeconds: (busy + idle) / 1000 };
}
