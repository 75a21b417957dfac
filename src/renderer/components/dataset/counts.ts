/** What the counts of a split say about its balance. */
import type { ClassCounts } from '../../../shared/task';

/** From here on a split is called imbalanced. */
const noticeableRatio = 1.5;

/** Share of fake images, in percent; null without images. */
export function fakePercent({ fake, real }: ClassCounts): number | null {
  return fake + real === 0 ? null : (100 * fake) / (fake + real);
}

/** `3.2 × more fake`; null while the classes are near enough, or one is empty (which is a problem of its own). */
export function imbalanceText({ fake, real }: ClassCounts): string | null {
  if (fake === 0 || real === 0) return null;
  const ratio = Math.max(fake, real) / Math.min(fake, real);
  if (ratio < noticeableRatio) return null;
  return `${ratio.toFixed(1)} × more ${fake > real ? 'fake' : 'real'}`;
}
