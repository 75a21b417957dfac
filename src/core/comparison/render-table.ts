/** A comparison as text in the format that was asked for; the numbers are the same in each. */
import type { Comparison, TableFormat } from '../../shared/comparison';
import { renderCsv } from './render-csv';
import { renderLatex } from './render-latex';
import { renderMarkdown } from './render-markdown';

export function renderTable(comparison: Comparison, format: TableFormat): string {
  switch (format) {
    case 'csv':
      return renderCsv(comparison);
    case 'markdown':
      return renderMarkdown(comparison);
    case 'latex':
      return renderLatex(comparison);
  }
}
