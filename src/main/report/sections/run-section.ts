/** One run: its AUC matrix, every measure of every stage, and its curves. */
import { formatDuration, formatScore } from '../../../shared/format';
import { matrixMetrics, scoreMetrics } from '../../../shared/metrics';
import type { RunDetail } from '../../../shared/run';
import { markup, nothing, type Markup } from '../../../shared/figures/markup';
import { matrixTable } from '../matrix-table';
import type { ReportedRun } from '../report-content';
import { table } from '../table';
import { aucFigure, lossFigure } from './run-figures';

export function runSection({ detail }: ReportedRun): Markup {
  const { summary } = detail;
  const { chain, matrix, beforeTraining, reportedSplit } = summary;
  const stage = `Row: ${summary.method.rowHint}. Column: ${reportedSplit} images of.`;
  return markup`<article id="run-${summary.id}">
    <h3>${summary.name}</h3>
    <p class="soft">
      ${summary.method.label}, seed ${summary.seed}, ${summary.state}, ${formatDuration(summary.seconds)},
      <code>${summary.id}</code>${summary.tags.length === 0 ? '' : `, tags: ${summary.tags.join(', ')}`}
    </p>
    ${summary.notes === '' ? nothing : markup`<p>${summary.notes}</p>`}
    ${summary.error === null ? nothing : markup`<p><b>${summary.state}:</b> ${summary.error.message}</p>`}
    <div class="pair">
      <div>
        ${matrixTable({ caption: `AUC matrix. ${stage} Framed: its own task.`, chain, matrix, beforeTraining })}
      </div>
      <dl>
        ${matrixMetrics.map(
          ({ id, label, meaning }) =>
            markup`<dt title="${meaning}">${label}</dt>
              <dd>${formatScore(summary[id])}</dd>`,
        )}
      </dl>
    </div>
    <div class="pair">${lossFigure(detail)}${aucFigure(detail)}</div>
    ${resultsTable(detail)}
  </article>`;
}

function resultsTable({ results, summary }: RunDetail): Markup {
  if (results.length === 0) return markup`<p class="soft">Nothing was scored yet.</p>`;
  const rows = results.map((result) => [
    result.stage === 0 ? 'before training' : `after ${result.stage}, ${summary.chain[result.stage - 1] ?? ''}`,
    result.task,
    result.split,
    ...scoreMetrics.map(({ id }) => formatScore(result[id])),
    result.aucInterval === null
      ? '–'
      : `${formatScore(result.aucInterval.low)} to ${formatScore(result.aucInterval.high)}`,
    `${result.counts.fake}, ${result.counts.real}`,
  ]);
  const head = [
    'Stage',
    'Task',
    'Split',
    ...scoreMetrics.map(({ label }) => label),
    'AUC, 95 % interval',
    'Fake, real',
  ];
  return markup`<details>
    <summary>Every measure of every stage</summary>
    ${table({ head, rows, numbersFrom: 3 })}
  </details>`;
}
