/** What the GPUs do, as far as their drivers tell: looked at beside everything else, and not more often than is of use. */
import type { GpuSample } from '../../shared/machine';
import { readAmdGpus } from './amd-gpus';
import { readNvidiaGpus } from './nvidia-gpus';

export interface GpuWatchOptions {
  readonly readers?: readonly (() => Promise<readonly GpuSample[]>)[];
  readonly nowMs?: () => number;
}

/** Between two looks at least. */
const restMs = 2000;
/** After a look that found none: a driver seldom appears. */
const restWithoutMs = 60_000;

export class GpuWatch {
  /** As of the last look that has ended. */
  gpus: readonly GpuSample[] = [];
  private looking: Promise<void> | null = null;
  private nextLookAt = -Infinity;
  private readonly readers: NonNullable<GpuWatchOptions['readers']>;
  private readonly nowMs: () => number;

  constructor({ readers = [readNvidiaGpus, readAmdGpus], nowMs = () => performance.now() }: GpuWatchOptions = {}) {
    this.readers = readers;
    this.nowMs = nowMs;
  }

  /** Starts a look when one is due, and never a second beside it. Resolves when the look under way has ended. */
  look(): Promise<void> {
    if (this.looking === null && this.nowMs() < this.nextLookAt) return Promise.resolve();
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    const found = await Promise.all(this.readers.map((read) => read()));
    this.gpus = found.flat();
    this.nextLookAt = this.nowMs() + (this.gpus.length === 0 ? restWithoutMs : restMs);
  }
}
