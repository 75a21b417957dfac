/** Which values of a column are the best: those that read the same are marked together. */

/**
 * Indexes of the best values, compared as they are printed (three decimals), so that two that read the same are both
 * marked. None when there are fewer than two values, or when all are equal: then nothing stands out.
 */
export function bestIndexes(values: readonly (number | null)[], better: 'higher' | 'lower'): ReadonlySet<number> {
  const printed = values.map((value) => (value === null ? null : Number(value.toFixed(3))));
  const present = printed.filter((value) => value !== null);
  if (present.length < 2) return new Set();
  const best = better === 'higher' ? Math.max(...present) : Math.min(...present);
  if (present.every((value) => value === best)) return new Set();
  return new Set(printed.flatMap((value, index) => (value === best ? [index] : [])));
}

/** `± .004` behind its mean; empty with one seed. */
export function formatDeviation(deviation: number | null): string {
  if (deviation === null) return '';
  return `± ${deviation.toFixed(3).replace(/^0/, '')}`;
}
