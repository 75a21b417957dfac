/** The comparison as LaTeX: the CSV's numbers rounded, escaping, structure, and compiling where a LaTeX is installed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { renderTable } from '../../../src/core/comparison/render-table';
import { exampleComparison } from './comparison-example';
import { parseCsv } from './parse-csv';

vi.mock('../../../src/shared/metrics/index', async (importOriginal) => {
  const { withKnownMetrics } = await import('../../fixtures/known-metrics');
  return withKnownMetrics(await importOriginal());
});

const hostileNames = ['Deep_Fake & 100% #1 {x} $y^2$ ~z', "[0]*\\end{table} <a|b> --- `q''?`"];
const hasLatex =
  spawnSync('pdflatex', ['--version']).status === 0 && spawnSync('kpsewhich', ['booktabs.sty']).status === 0;

function bodyOf(latex: string): string[][] {
  const lines = latex.split('\n').map((line) => line.trim());
  const rows = lines.slice(lines.indexOf('\\midrule') + 1, lines.indexOf('\\bottomrule'));
  return rows.map((row) => row.replace(/ \\\\$/, '').split(' & '));
}

/** `\textbf{0.912} $\pm$ 0.010` as ['0.912', '0.010']; the deviation is empty where there is none. */
function numbersOf(cell: string): string[] {
  const plain = cell.replace(/\\textbf\{(.*?)\}/, '$1').replaceAll('$-$', '-');
  const [mean = '', deviation = ''] = plain.split(' $\\pm$ ');
  return [mean === '--' ? '' : mean, deviation];
}

describe('renderLatex', () => {
  it('prints the numbers of the CSV, rounded', () => {
    const comparison = exampleComparison();
    const [, ...csvRows] = parseCsv(renderTable(comparison, 'csv'));
    const fromCsv = csvRows.map((fields) =>
      fields.slice(7, 21).map((field, index) => (field === '' ? '' : Number(field).toFixed(index < 12 ? 3 : 0))),
    );
    const fromLatex = bodyOf(renderTable(comparison, 'latex')).map((cells) => cells.slice(2).flatMap(numbersOf));
    expect(fromLatex).toEqual(fromCsv);
  });

  it('prints the numbers of the Markdown table', () => {
    const comparison = exampleComparison();
    const markdown = renderTable(comparison, 'markdown').split('\n').slice(2, 4).join('\n');
    const latex = bodyOf(renderTable(comparison, 'latex')).flat().join(' ');
    expect(latex.match(/\d+\.\d+/g)).toEqual(markdown.match(/\d+\.\d+/g));
  });

  it('has booktabs rules, a column per cell, and best values in bold', () => {
    const latex = renderTable(exampleComparison(), 'latex');
    expect(latex).toContain('\\begin{tabular}{lrrrrrrrr}');
    expect(latex.match(/\\(top|mid|bottom)rule/g)).toEqual(['\\toprule', '\\midrule', '\\bottomrule']);
    expect(latex).not.toContain('\\hline');
    const [fineTuning, cored] = bodyOf(latex);
    // FaceSwap and forward transfer are equal: nothing stands out there.
    expect(fineTuning?.filter((cell) => cell.includes('\\textbf'))).toEqual([]);
    expect(cored?.filter((cell) => cell.includes('\\textbf'))).toHaveLength(4);
    expect(latex).toContain('Best in bold.');
  });

  it('uses no command beyond LaTeX itself and booktabs, whatever the names', () => {
    const latex = renderTable(exampleComparison(hostileNames), 'latex');
    const commands = new Set(latex.match(/\\[A-Za-z]+/g));
    const known = ['usepackage', 'begin', 'end', 'centering', 'caption', 'toprule', 'midrule', 'bottomrule', 'textbf'];
    const symbols = ['pm', 'uparrow', 'downarrow', 'textbackslash', 'textasciicircum', 'textasciitilde'];
    const signs = ['textless', 'textgreater', 'textbar'];
    expect([...known, ...symbols, ...signs].map((name) => `\\${name}`)).toEqual(expect.arrayContaining([...commands]));
  });

  it('escapes what LaTeX would act on', () => {
    const header = renderTable(exampleComparison(hostileNames), 'latex')
      .split('\n')
      .find((line) => line.includes('Method'));
    expect(header).toContain(
      'Deep\\_Fake \\& 100\\% \\#1 \\{x\\} \\$y\\textasciicircum{}2\\$ \\textasciitilde{}z $\\uparrow$',
    );
    expect(header).toContain(
      "{[}0]{*}\\textbackslash{}end\\{table\\} \\textless{}a\\textbar{}b\\textgreater{} -{}-{}- {`}q'{}'?{`} $\\uparrow$",
    );
  });

  it('writes a negative number with a minus and a missing one as a dash', () => {
    const comparison = exampleComparison();
    const rows = comparison.rows.map((row) => ({
      ...row,
      averageAuc: null,
      forgetting: { mean: row.method === 'cored' ? -0.25 : 0, deviation: null, count: 1 },
    }));
    expect(bodyOf(renderTable({ ...comparison, rows }, 'latex'))[1]?.slice(4, 6)).toEqual(['--', '\\textbf{$-$0.250}']);
  });

  it.skipIf(!hasLatex)(
    'compiles, names with every special character included (skipped without pdflatex and booktabs)',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'comparison-latex-'));
      try {
        const table = renderTable(exampleComparison(hostileNames), 'latex');
        const document = [
          '\\documentclass{article}',
          '\\usepackage{booktabs}',
          '\\begin{document}',
          table,
          '\\end{document}',
        ];
        writeFileSync(join(folder, 'table.tex'), document.join('\n'));
        const options = ['-halt-on-error', '-interaction=nonstopmode', 'table.tex'];
        expect(execFileSync('pdflatex', options, { cwd: folder, encoding: 'utf8' })).toContain('Output written');
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});
