/** Paired differences as an aligned table for a terminal. */
import type { PairedDifference } from '../../shared/comparison';
import { formatNumber, scoreDecimals } from '../../shared/format';
import { formatDifference, formatP, pairedTestNames } from '../../shared/paired-text';
import { textTable } from './text-table';

export function pairedText(paired: readonly PairedDifference[], reference: string): string {
  if (paired.length === 0)
    return `No other row has a seed in common with ${reference} in a column that can be compared.`;
  const rows = paired.map(({ label, columnLabel, seeds, mean, deviation, tTest, wilcoxon }) => [
    label,
    columnLabel,
    String(seeds.length),
    formatDifference(mean),
    deviation === null ? '–' : formatNumber(deviation, scoreDecimals),
    formatP(tTest),
    formatP(wilcoxon),
  ]);
  const header = ['', 'measure', 'n', 'difference', 'sd', pairedTestNames.tTest, pairedTestNames.wilcoxon];
  return `Against ${reference}, pairs of runs of the same seed; p two-sided:\n${textTable([header, ...rows])}`;
}
