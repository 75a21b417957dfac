/** What a metric of one task's scores declares of itself; everything that shows results follows the list in index.ts. */
import type { ScoredImages } from './scored-images';

export interface ScoreMetric {
  /** Key in events, files and answers; stays as it is for good. */
  readonly id: string;
  readonly label: string;
  /** For the head of a narrow column. */
  readonly shortLabel: string;
  /** What it is, as the rest of a sentence. */
  readonly meaning: string;
  /** What to know when reading it, in few words. */
  readonly hint: string;
  readonly better: 'higher' | 'lower';
  /** Null where it is not defined; never asked where a score is NaN. */
  compute(images: ScoredImages): number | null;
  /** What it is computed over where that is not the images, as `40 videos`. */
  over?(counts: { readonly videos: number }): string;
  /** Why it may be missing where the first metric is there, in few words. */
  readonly absent?: string;
  /** Why it is not defined though both classes are there and scores differ; null where it says nothing. */
  whyNot?(images: ScoredImages): string | null;
}
