/** How long a GPU's results are waited for: what is left of a step's time is JavaScript's. */
import { replaceMethod } from './replaced-method';

export class WaitWatch {
  private readonly restore: () => void;
  private isNoting = false;
  private pending = 0;
  private since = 0;
  private waited = 0;

  /** WebGPU's classes have to be global. */
  constructor() {
    this.restore = replaceMethod(GPUBuffer, 'mapAsync', (stock) => (buffer, ...given) => {
      if (this.pending === 0) this.since = performance.now();
      this.pending += 1;
      return Promise.resolve(stock(buffer, ...given)).finally(() => {
        this.pending -= 1;
        if (this.pending === 0 && this.isNoting) this.waited += performance.now() - this.since;
      });
    });
  }

  /** Waiting counts from here on, or no longer. */
  note(isNoting: boolean): void {
    this.isNoting = isNoting;
    if (isNoting) this.since = performance.now();
  }

  /** In which at least one result was waited for, since the last call. */
  takeMilliseconds(): number {
    const { waited } = this;
    this.waited = 0;
    return waited;
  }

  end(): void {
    this.restore();
  }
}
