/** A deviation over seeds as it stands in grey behind its mean. */

/** `± .004`; empty with one seed. */
export function formatDeviation(deviation: number | null): string {
  if (deviation === null) return '';
  return `± ${deviation.toFixed(3).replace(/^0/, '')}`;
}
