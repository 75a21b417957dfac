/** A comparison as CSV (RFC 4180): means and deviations in columns of their own, six decimals, recipe fields after them. */
import type { Comparison } from '../../shared/comparison';
import type { ParameterValue } from '../../shared/field';
import { comparisonTable } from '../../shared/comparison-table';

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
    writeText(row.label),
    writeText(row.method),
    writeText(row.network),
    row.reportedSplit,
    writeText(row.seeds.join(' ')),
    String(row.runIds.length),
    String(finishedRuns),
    ...cells.flatMap(({ value }) => [writeNumber(value?.mean ?? null), writeNumber(value?.deviation ?? null)]),
    writeText(
      columns
        .filter((_, column) => cells[column]?.isBest)
        .map(({ longLabel }) => longLabel)
        .join('; '),
    ),
    writeText(row.chain.join(', ')),
    ...comparison.differences.map(({ values }) => writeParameter(values[index] ?? null)),
  ]);
  return [header.map(writeText), ...lines].map((fields) => `${fields.join(',')}\r\n`).join('');
}

function writeNumber(value: number | null): string {
  if (value === null) return '';
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text;
}

function writeParameter(value: ParameterValue | null): string {
  if (value === null) return '';
  return typeof value === 'string' ? writeText(value) : String(value);
}

/** Text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection). */
function writeText(text: string): string {
  const harmless = /^\s*[=+\-@]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
