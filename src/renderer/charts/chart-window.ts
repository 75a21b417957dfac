/** The part of a chart that is looked at: zoomed, moved, and never beyond the whole. */
import { shareOf, valueAt } from '../../shared/figures/axis';
import type { Range } from '../../shared/figures/figure';

export interface ChartWindow {
  /** Null: the whole axis. */
  readonly x: Range | null;
  readonly y: Range | null;
}

export const wholeWindow: ChartWindow = { x: null, y: null };
/** No closer than this share of the whole. */
const smallest = 1e-4;

/** Factors below 1 come closer; `at` stays where it is; null once the whole is in view. */
export function zoomRange(shown: Range, whole: Range, { factor, at }: { factor: number; at: number }): Range | null {
  const span = Math.max((shown[1] - shown[0]) * factor, (whole[1] - whole[0]) * smallest);
  if (span >= whole[1] - whole[0]) return null;
  const share = shareOf(at, shown) ?? 0.5;
  return keepWithin([at - share * span, at + (1 - share) * span], whole);
}

/** `by`: shares of what is shown, to higher values. */
export function moveRange(shown: Range, whole: Range, by: number): Range {
  const span = shown[1] - shown[0];
  return keepWithin([shown[0] + by * span, shown[1] + by * span], whole);
}

/** As `moveRange`, along a logarithmic axis by factors, and beyond the whole as well: a height has no end that matters. */
export function moveHeight(shown: Range, by: number, isLog: boolean): Range {
  return [valueAt(by, shown, isLog), valueAt(1 + by, shown, isLog)];
}

/** A range that was marked, the right way round and within the whole; null for one that is too small to be meant. */
export function markedRange(from: number, to: number, whole: Range): Range | null {
  const [low, high] = [Math.max(whole[0], Math.min(from, to)), Math.min(whole[1], Math.max(from, to))];
  return high - low < (whole[1] - whole[0]) * smallest ? null : [low, high];
}

function keepWithin([low, high]: Range, whole: Range): Range {
  const shift = Math.max(0, whole[0] - low) - Math.max(0, high - whole[1]);
  return [low + shift, high + shift];
}
