/** A comparison as a Markdown table (GitHub's flavour): three decimals, best in bold. */
import type { Comparison } from '../../shared/comparison';
import { comparisonTable, onlyColumns, type TableCell, type TableColumn } from '../../shared/comparison-table';
import { formatNumber } from '../../shared/format';
import { safeText } from '../../shared/safe-text';

export function renderMarkdown(comparison: Comparison): string {
  const { columns, rows, caption, bestOf } = onlyColumns(comparisonTable(comparison), 'main', 'further');
  const lines = [
    ['Method', 'Runs', ...columns.map(writeHeader)],
    ['---', ...['Runs', ...columns].map(() => '---:')],
    ...rows.map(({ row, finishedRuns, cells }) => [
      escapeMarkdown(row.label),
      finishedRuns === row.runIds.length ? String(finishedRuns) : `${finishedRuns} of ${row.runIds.length}`,
      ...cells.map((cell, index) => writeCell(cell, columns[index]?.decimals ?? 0)),
    ]),
  ];
  return `${lines.map((fields) => `| ${fields.join(' | ')} |`).join('\n')}\n\n${escapeMarkdown(`${caption} ${bestOf} in bold.`)}\n`;
}

function writeHeader({ label, better }: TableColumn): string {
  const arrow = better === null ? '' : better === 'higher' ? ' ↑' : ' ↓';
  return `${escapeMarkdown(label)}${arrow}`;
}

function writeCell({ value, isBest }: TableCell, decimals: number): string {
  if (value === null) return '–';
  const mean = formatNumber(value.mean, decimals);
  const deviation = value.deviation === null ? '' : ` ± ${formatNumber(value.deviation, decimals)}`;
  return `${isBest ? `**${mean}**` : mean}${deviation}`;
}

/** A backslash before everything that Markdown could read as a mark or as the end of the cell; one line. */
/** A person's text on one line, without anything that Markdown would make something of. */
export function escapeMarkdown(text: string): string {
  const oneLine = safeText(text.replaceAll(/[\s\p{Cc}]+/gu, ' '));
  return oneLine.replaceAll(/[\\`*_{}[\]<>#|~&$]/g, '\\$&');
}
