/** A comparison as a LaTeX table that needs nothing but booktabs: three decimals, best in bold. */
import type { Comparison } from '../../shared/comparison';
import { comparisonTable, onlyColumns, type TableCell, type TableColumn } from '../../shared/comparison-table';
import { formatNumber } from '../../shared/format';
import { safeText } from '../../shared/safe-text';

export function renderLatex(comparison: Comparison): string {
  const { columns, rows, caption, bestOf } = onlyColumns(comparisonTable(comparison), 'main', 'further');
  const lines = rows.map(({ row, finishedRuns, cells }) => [
    escapeLatex(row.label),
    finishedRuns === row.runIds.length ? String(finishedRuns) : `${finishedRuns} of ${row.runIds.length}`,
    ...cells.map((cell, index) => writeCell(cell, columns[index]?.decimals ?? 0)),
  ]);
  return [
    '% Needs \\usepackage{booktabs} in the preamble.',
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${escapeLatex(`${caption} ${bestOf} in bold.`)}}`,
    `  \\begin{tabular}{l${'r'.repeat(columns.length + 1)}}`,
    '    \\toprule',
    `    ${['Method', 'Runs', ...columns.map(writeHeader)].join(' & ')} \\\\`,
    '    \\midrule',
    ...lines.map((fields) => `    ${fields.join(' & ')} \\\\`),
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}

function writeHeader({ label, better }: TableColumn): string {
  const arrow = better === null ? '' : better === 'higher' ? ' $\\uparrow$' : ' $\\downarrow$';
  return `${escapeLatex(label)}${arrow}`;
}

function writeCell({ value, isBest }: TableCell, decimals: number): string {
  if (value === null) return '--';
  // A hyphen would be printed as one; in math it is a minus.
  const mean = formatNumber(value.mean, decimals).replace('-', '$-$');
  const deviation = value.deviation === null ? '' : ` $\\pm$ ${formatNumber(value.deviation, decimals)}`;
  return `${isBest ? `\\textbf{${mean}}` : mean}${deviation}`;
}

/** What a character has to be written as to be printed as itself, also in the old font encoding and after a `\\`. */
const latexCharacters = new Map([
  ['\\', '\\textbackslash{}'],
  ['{', '\\{'],
  ['}', '\\}'],
  ['$', '\\$'],
  ['&', '\\&'],
  ['#', '\\#'],
  ['%', '\\%'],
  ['_', '\\_'],
  ['^', '\\textasciicircum{}'],
  ['~', '\\textasciitilde{}'],
  ['<', '\\textless{}'],
  ['>', '\\textgreater{}'],
  ['|', '\\textbar{}'],
  ['±', '$\\pm$'],
  // After `\\` or `\midrule` these would begin an argument.
  ['[', '{[}'],
  ['*', '{*}'],
  // After `?` or `!` this would turn it upside down.
  ['`', '{`}'],
]);

function escapeLatex(text: string): string {
  const oneLine = safeText(text.replaceAll(/[\s\p{Cc}]+/gu, ' '));
  const written = Array.from(oneLine, (character) => latexCharacters.get(character) ?? character).join('');
  // Two in a row would be joined into a dash or a quotation mark.
  return written.replaceAll(/([-'])(?=\1)/g, '$1{}');
}
