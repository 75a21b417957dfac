/** How busy the machine is: processor time since the last look, memory now. */
import { cpus, freemem, totalmem } from 'node:os';
import type { MachineSample } from '../../shared/machine';
import type { Registry } from '../registry/registry';

interface Times {
  readonly busy: number;
  readonly all: number;
}

export class MachineSampler {
  private last: Times = cpuTimes();
  private lastPercent = 0;

  constructor(private readonly registry: Registry) {}

  sample(): MachineSample {
    const now = cpuTimes();
    const all = now.all - this.last.all;
    // The counters advance in steps of 10 ms: a look right after another says nothing new.
    if (all > 100) {
      this.lastPercent = (100 * (now.busy - this.last.busy)) / all;
      this.last = now;
    }
    const memoryTotalBytes = totalmem();
    return {
      cpuPercent: Math.min(100, Math.max(0, this.lastPercent)),
      memoryUsedBytes: memoryTotalBytes - freemem(),
      memoryTotalBytes,
      ...this.registry.queue.counts(),
    };
  }
}

/** Milliseconds over all cores since the machine started. */
function cpuTimes(): Times {
  let busy = 0;
  let idle = 0;
  for (const { times } of cpus()) {
    busy += times.user + times.nice + times.sys + times.irq;
    idle += times.idle;
  }
  return { busy, all: busy + idle };
}
