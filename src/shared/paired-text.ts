/** How a paired difference is written, and what its tests are called. */
import { formatNumber, scoreDecimals } from './format';

export const pairedTestNames = {
  tTest: 'p, paired t test',
  wilcoxon: 'p, Wilcoxon signed-rank test',
} as const;

/** With its sign: +0.012. */
export function formatDifference(value: number): string {
  const text = formatNumber(value, scoreDecimals);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** `0.031`, or `< 0.001`; a dash where the test says nothing. */
export function formatP(p: number | null): string {
  if (p === null) return '–';
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}
