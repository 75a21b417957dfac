/** The comparison: every method, task and measure, with deviations over the seeds. */
import type { Statistic } from '../../../shared/comparison';
import { comparisonTable, onlyColumns, type ComparisonTable, type TableColumn } from '../../../shared/comparison-table';
import { formatNumber } from '../../../shared/format';
import { markup, nothing, type Markup } from '../../../shared/figures/markup';
import { matrixTable } from '../matrix-table';
import type { ReportContent } from '../report-content';

export function resultsSection({ comparison }: ReportContent): Markup {
  const whole = comparisonTable(comparison);
  const isThere = (group: TableColumn['group']) => whole.columns.some((column) => column.group === group);
  return markup`<section id="results">
    <h2>Results after the last stage</h2>
    ${comparisonMarkup(onlyColumns(whole, 'main'), `${whole.caption} ${whole.bestOf} in bold.`)}
    ${isThere('further') ? comparisonMarkup(onlyColumns(whole, 'further'), 'Further measures of the AUC matrix.') : nothing}
    ${isThere('loss') ? comparisonMarkup(onlyColumns(whole, 'loss'), 'Losses: means over the last epoch of the chain.') : nothing}
    <h3>AUC matrices${comparison.rows.some(({ runIds }) => runIds.length > 1) ? ', means over the seeds' : ''}</h3>
    <div class="pair">
      ${comparison.rows.map(({ label, chain, matrix, beforeTraining }) =>
        matrixTable({ caption: label, chain, matrix, beforeTraining }),
      )}
    </div>
  </section>`;
}

function comparisonMarkup({ columns, rows }: ComparisonTable, caption: string): Markup {
  return markup`<div class="scroll" role="region" aria-label="Table" tabindex="0">
    <table>
      <caption>${caption}</caption>
      <thead>
        <tr>
          <th scope="col">Method</th>
          <th scope="col">Seeds</th>
          ${columns.map(headCell)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ row, finishedRuns, cells }) =>
            markup`<tr>
              <th scope="row">${row.label}${row.baseline === null ? '' : ` (${row.baseline.meaning})`}</th>
              <td class="seeds">${row.seeds.join(', ')}${finishedRuns === row.runIds.length ? '' : ` (${finishedRuns} of ${row.runIds.length} finished)`}</td>
              ${cells.map(({ value, isBest }, index) => markup`<td class="number${isBest ? ' best' : ''}">${statisticText(value, columns[index]?.decimals ?? 0)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function headCell({ label, meaning, better }: TableColumn): Markup {
  const arrow = better === null ? '' : better === 'higher' ? ' ↑' : ' ↓';
  return markup`<th scope="col" class="number" title="${meaning ?? ''}">${label}${arrow}</th>`;
}

function statisticText(value: Statistic | null, decimals: number): string {
  if (value === null) return '–';
  const mean = formatNumber(value.mean, decimals);
  return value.deviation === null ? mean : `${mean} ± ${formatNumber(value.deviation, decimals)}`;
}
