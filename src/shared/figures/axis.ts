/** Where a value lies along an axis, straight or logarithmic, and the round values that stand there. */
import type { Range } from './figure';
import { logTicksBetween, ticksBetween } from './ticks';

/** 0 at the low end, 1 at the high one; null where a logarithmic axis has no place for the value. */
export function shareOf(value: number, [low, high]: Range, isLog = false): number | null {
  if (high === low) return 0.5;
  if (!isLog) return (value - low) / (high - low);
  return value > 0 ? Math.log(value / low) / Math.log(high / low) : null;
}

/** The value at a share of the axis. */
export function valueAt(share: number, [low, high]: Range, isLog = false): number {
  return isLog ? low * (high / low) ** share : low + share * (high - low);
}

/** About `most` round values. */
export function axisTicks([low, high]: Range, most: number, isLog = false): number[] {
  return isLog ? logTicksBetween(low, high, most) : ticksBetween(low, high, most);
}
