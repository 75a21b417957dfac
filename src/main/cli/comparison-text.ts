/** The comparison as an aligned table for a terminal. */
import type { Comparison } from '../../shared/comparison';
import { comparisonTable, onlyColumns } from '../../shared/comparison-table';
import { formatNumber, scoreDecimals } from '../../shared/format';
import { textTable } from './text-table';

export function comparisonText(comparison: Comparison): string {
  const { columns, rows, caption, bestOf } = onlyColumns(comparisonTable(comparison), 'main', 'further');
  const table = textTable([
    ['', ...columns.map((column) => column.label)],
    ...rows.map(({ row, cells }) => [
      row.label,
      ...cells.map(({ value, isBest }, index) => {
        if (value === null) return '–';
        const decimals = columns[index]?.decimals ?? scoreDecimals;
        const deviation = value.deviation === null ? '' : ` ± ${formatNumber(value.deviation, decimals)}`;
        return `${formatNumber(value.mean, decimals)}${deviation}${isBest ? '*' : ' '}`;
      }),
    ]),
  ]);
  const differences = comparison.differences.map(
    ({ label, values }) => `${label}: ${values.map((value) => (value === null ? '–' : String(value))).join(' / ')}`,
  );
  return [table, `${caption} *: ${bestOf.toLowerCase()}.`, ...differences].join('\n');
}
