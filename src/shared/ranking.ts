/** Which values of a column are the best: the one ranking of every table, on screen, in files and in a terminal. */
import { formatNumber } from './format';

export interface RankedColumn {
  readonly better: 'higher' | 'lower';
  readonly decimals: number;
}

/**
 * Indexes of the best values, compared as they are printed, so that all that read the same are marked together. None
 * where there are fewer than two values, or all of them read the same: then nothing stands out. Null takes no part.
 */
export function bestIndexes(
  values: readonly (number | null)[],
  { better, decimals }: RankedColumn,
): ReadonlySet<number> {
  const printed = values.map((value) => (value === null ? null : Number(formatNumber(value, decimals))));
  const present = printed.filter((value) => value !== null);
  const best = better === 'higher' ? Math.max(...present) : Math.min(...present);
  if (present.length < 2 || present.every((value) => value === best)) return new Set();
  return new Set(printed.flatMap((value, index) => (value === best ? [index] : [])));
}
