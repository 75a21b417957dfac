/** The comparison as an aligned table for a terminal. */
import { comparisonTable, printNumber } from '../../core/comparison/comparison-table';
import type { Comparison } from '../../shared/comparison';
import { textTable } from './text-table';

export function comparisonText(comparison: Comparison): string {
  const { columns, rows, caption } = comparisonTable(comparison);
  const table = textTable([
    ['', ...columns.map((column) => column.label)],
    ...rows.map(({ row, cells }) => [
      row.label,
      ...cells.map(({ value, isBest }, index) => {
        if (value === null) return '–';
        const decimals = columns[index]?.decimals ?? 3;
        const deviation = value.deviation === null ? '' : ` ± ${printNumber(value.deviation, decimals)}`;
        return `${printNumber(value.mean, decimals)}${deviation}${isBest ? '*' : ' '}`;
      }),
    ]),
  ]);
  const differences = comparison.differences.map(
    ({ label, values }) => `${label}: ${values.map((value) => (value === null ? '–' : String(value))).join(' / ')}`,
  );
  return [table, caption.replace('Best in bold.', '* best.'), ...differences].join('\n');
}
