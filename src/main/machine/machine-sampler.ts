/** How busy the machine, its GPUs and the trainings are: processor time since the last look, memory now. */
import { availableParallelism, cpus, freemem, hostname, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MachineSample, WorkerSample } from '../../shared/machine';
import type { Registry } from '../registry/registry';
import { RunFolder } from '../runs/run-folder';
import { GpuWatch } from './gpu-watch';
import { readProcessUse } from './process-use';

interface Times {
  readonly busy: number;
  readonly all: number;
}

interface WorkerLook {
  readonly processId: number;
  readonly cpuMs: number;
  readonly atMs: number;
  readonly cpuPercent: number | null;
}

/** The counters advance in steps of 10 ms: a look right after another says nothing new. */
const leastSpanMs = 100;
const firstLookMs = 1500;

export class MachineSampler {
  private last: Times = cpuTimes();
  private lastPercent = 0;
  private readonly workers = new Map<string, WorkerLook>();
  private sampling: Promise<MachineSample> | null = null;
  private looked: Promise<void> | null = null;

  constructor(
    private readonly registry: Registry,
    private readonly gpuWatch = new GpuWatch(),
  ) {}

  /** Resolves when the GPUs have been looked at once, or their driver has taken too long. */
  async firstLook(): Promise<void> {
    this.looked ??= Promise.race([this.gpuWatch.look(), sleep(firstLookMs, undefined, { ref: false })]);
    await this.looked;
  }

  sample(): Promise<MachineSample> {
    this.sampling ??= this.sampleOnce().finally(() => {
      this.sampling = null;
    });
    return this.sampling;
  }

  /** Resolves when the registry is no longer asked. */
  async close(): Promise<void> {
    await this.sampling;
  }

  private async sampleOnce(): Promise<MachineSample> {
    // What the GPUs did at the last look: nobody waits for a driver.
    void this.gpuWatch.look();
    const counts = this.registry.queue.counts();
    const memoryTotalBytes = totalmem();
    return {
      cpuPercent: this.cpuPercent(),
      memoryUsedBytes: memoryTotalBytes - freemem(),
      memoryTotalBytes,
      gpus: [...this.gpuWatch.gpus],
      workers: await this.workerSamples(),
      ...counts,
    };
  }

  private cpuPercent(): number {
    const now = cpuTimes();
    const all = now.all - this.last.all;
    if (all > leastSpanMs) {
      this.lastPercent = (100 * (now.busy - this.last.busy)) / all;
      this.last = now;
    }
    return Math.min(100, Math.max(0, this.lastPercent));
  }

  private async workerSamples(): Promise<WorkerSample[]> {
    const active = this.registry.queue.active();
    for (const id of this.workers.keys()) {
      if (!active.some((row) => row.id === id)) this.workers.delete(id);
    }
    const samples = await Promise.all(active.map(({ id, folder }) => this.workerSample(id, folder)));
    return samples.filter((sample) => sample !== null);
  }

  /** Null before the worker has begun, after it has ended, and for one on another machine. */
  private async workerSample(runId: string, folder: string): Promise<WorkerSample | null> {
    const worker = await new RunFolder(folder).readWorker();
    if (worker === null || worker.host !== hostname()) return null;
    const use = await readProcessUse(worker.processId);
    if (use === null) return null;
    const before = this.workers.get(runId);
    const look = nextLook(before?.processId === worker.processId ? before : null, {
      processId: worker.processId,
      cpuMs: use.cpuMs,
      atMs: performance.now(),
    });
    this.workers.set(runId, look);
    return { runId, cpuPercent: look.cpuPercent, memoryBytes: use.memoryBytes };
  }
}

function nextLook(before: WorkerLook | null, now: Omit<WorkerLook, 'cpuPercent'>): WorkerLook {
  if (before === null) return { ...now, cpuPercent: null };
  const spanMs = now.atMs - before.atMs;
  if (spanMs < leastSpanMs) return before;
  const percent = (100 * (now.cpuMs - before.cpuMs)) / (spanMs * availableParallelism());
  return { ...now, cpuPercent: Math.min(100, Math.max(0, percent)) };
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
