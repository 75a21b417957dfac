/** Means of loss terms over images, since the last report and over the epoch. */
import type { LossTerms } from '../../../shared/loss-term';

export class LossMeter {
  private readonly sums = new Map<string, number>();
  private images = 0;

  get count(): number {
    return this.images;
  }

  add(terms: LossTerms, images: number): void {
    for (const [name, value] of Object.entries(terms)) {
      this.sums.set(name, (this.sums.get(name) ?? 0) + value * images);
    }
    this.images += images;
  }

  /** Terms that were never added are absent. */
  mean(): LossTerms {
    const means = Object.fromEntries([...this.sums].map(([name, sum]) => [name, sum / this.images]));
    return Object.assign({ total: 0 }, means);
  }

  reset(): void {
    this.sums.clear();
    this.images = 0;
  }
}
