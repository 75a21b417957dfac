/** How sure an AUC is: a seeded bootstrap's 95 % interval. */
import { randomStream, type RandomStream } from '../random';
import { aucFromCounts } from '../../shared/metrics/auc';
import { countThresholds, type ThresholdCount } from '../../shared/metrics/threshold-counts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  /** The same seed gives the same interval. */
  readonly seed: number;
  readonly resamples?: number;
}

/**
 * Percentile interval of the AUC over resamples with replacement. Fakes and reals are drawn separately, each as many
 * as there are, so that no resample lacks a class. Frames of one video are not independent: give video scores for an
 * interval over videos. Null when there is one class only.
 */
export function aucInterval(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  { seed, resamples = 1000 }: BootstrapOptions,
): Interval | null {
  const counts = countThresholds(labels, scores);
  const { thresholds, fakes, reals } = counts;
  if (fakes === 0 || reals === 0) return null;

  const random = randomStream(seed, 'bootstrap');
  const fakeThresholds = thresholdOfEach(thresholds, 'fakes');
  const realThresholds = thresholdOfEach(thresholds, 'reals');
  const aucs = Float64Array.from({ length: resamples }, () => {
    const fakesAt = drawCounts(fakeThresholds, thresholds.length, random);
    const realsAt = drawCounts(realThresholds, thresholds.length, random);
    let fakesAbove = 0;
    let realsAbove = 0;
    const drawn = thresholds.map(({ score }, index) => ({
      score,
      fakes: (fakesAbove += fakesAt[index] ?? 0),
      reals: (realsAbove += realsAt[index] ?? 0),
    }));
    return aucFromCounts({ thresholds: drawn, fakes, reals }) ?? 0;
  }).sort();
  return { low: quantile(aucs, 0.025), high: quantile(aucs, 0.975) };
}

/** For each image of the class, the index of its threshold: drawing an image is drawing from these. */
function thresholdOfEach(thresholds: readonly ThresholdCount[], side: 'fakes' | 'reals'): Uint32Array {
  const indexes = new Uint32Array(thresholds.at(-1)?.[side] ?? 0);
  let above = 0;
  for (const [index, threshold] of thresholds.entries()) {
    indexes.fill(index, above, threshold[side]);
    above = threshold[side];
  }
  return indexes;
}

/** Draws as many images as there are, with replacement; gives how many fell to each threshold. */
function drawCounts(thresholdOf: Uint32Array, thresholdCount: number, random: RandomStream): Uint32Array {
  const counts = new Uint32Array(thresholdCount);
  for (let draw = 0; draw < thresholdOf.length; draw += 1) {
    const threshold = thresholdOf[random.integer(thresholdOf.length)] ?? 0;
    counts[threshold] = (counts[threshold] ?? 0) + 1;
  }
  return counts;
}

/** Linear between the two nearest of the sorted values. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}
