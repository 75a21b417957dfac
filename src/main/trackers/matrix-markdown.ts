/** A run's AUC matrix as a Markdown table, with every digit. */
import { escapeMarkdown } from '../../core/comparison/render-markdown';
import type { RunSummary } from '../../shared/run';

export function matrixMarkdown({ chain, matrix, beforeTraining, reportedSplit }: RunSummary): string {
  const rows = [
    ['before training', ...beforeTraining.map(cell)],
    ...matrix.map((row, index) => [
      `after stage ${index + 1}, ${escapeMarkdown(chain[index] ?? '')}`,
      ...row.map(cell),
    ]),
  ];
  const head = [`AUC on ${reportedSplit}`, ...chain.map(escapeMarkdown)];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cell(auc: number | null): string {
  return auc === null ? '–' : String(auc);
}
