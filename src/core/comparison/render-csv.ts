/** A comparison as CSV (RFC 4180): means and deviations in columns of their own, six decimals, recipe fields after them. */
import type { Comparison } from '../../shared/comparison';
import type { ParameterValue } from '../../shared/field';
import { comparisonTable } from '../../shared/comparison-table';
import { csvText } from '../../shared/csv-text';

const decimals = 6;

/** Commas, CRLF line ends, a decimal point; an empty field where there is no value. */
export function renderCsv(comparison: Comparison): string {
  const { columns, rows } = comparisonTable(comparison);
  const header = [
    'Recipe',
    'Method',
    'Network',
    'Split',
    'Seeds',
    'Runs',
    'Finished runs',
    ...columns.flatMap(({ longLabel }) => [`${longLabel} (mean)`, `${longLabel} (sd)`]),
    'Best in',
    'Chain',
    ...comparison.differences.map(({ label }) => label),
  ];
  const lines = rows.map(({ row, finishedRuns, cells }, index) => [
    csvText(row.label),
    csvText(row.method),
    csvText(row.network),
    row.reportedSplit,
    csvText(row.seeds.join(' ')),
    String(row.runIds.length),
    String(finishedRuns),
    ...cells.flatMap(({ value }) => [writeNumber(value?.mean ?? null), writeNumber(value?.deviation ?? null)]),
    csvText(
      columns
        .filter((_, column) => cells[column]?.isBest)
        .map(({ longLabel }) => longLabel)
        .join('; '),
    ),
    csvText(row.chain.join(', ')),
    ...comparison.differences.map(({ values }) => writeParameter(values[index] ?? null)),
  ]);
  return [header.map(csvText), ...lines].map((fields) => `${fields.join(',')}\r\n`).join('');
}

function writeNumber(value: number | null): string {
  if (value === null) return '';
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text;
}

function writeParameter(value: ParameterValue | null): string {
  if (value === null) return '';
  return typeof value === 'string' ? csvText(value) : String(value);
}
