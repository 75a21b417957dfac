/** What is left of each task as the chain goes on, by recipe, and what each run forgot of it. */
import { formatScore } from '../../../shared/format';
import { aucAt, firstKnownStage, range } from '../../../shared/metrics/auc-matrix';
import { forgettingPerTask } from '../../../shared/metrics/forgetting';
import type { RunSummary } from '../../../shared/run';
import { methodColour } from '../../../shared/figures/colours';
import type { FigureLine } from '../../../shared/figures/figure';
import { lineFigure } from '../figures/line-figure';
import { lineStyles } from '../../../shared/figures/line-style';
import { markup, nothing, type Markup } from '../../../shared/figures/markup';
import type { ReportContent } from '../report-content';
import { table } from '../table';

export function keptSection(content: ReportContent): Markup {
  const { chain, rows } = content.comparison;
  if (chain.length < 2) return nothing;
  const hint = rows.some(({ runIds }) => runIds.length > 1)
    ? 'means over the seeds with bands of ± a standard deviation, '
    : '';
  const apart = rows
    .filter(({ baseline }) => baseline?.isApart)
    .map(({ label }) => label)
    .join(', ');
  return markup`<section id="kept">
    <h2>What is left of each task</h2>
    <p class="soft">AUC${content.comparison.reportedSplit === null ? '' : ` on ${content.comparison.reportedSplit}`} after each stage, ${hint}0.5 is chance.${apart === '' ? '' : ` ${apart}: after each stage the network that was trained on its task alone.`}</p>
    <div class="pair">${chain.map((task) => taskFigure(content, task))}</div>
    ${forgottenTable(content)}
  </section>`;
}

function taskFigure(content: ReportContent, task: string): Markup {
  const { rows } = content.comparison;
  const stages = Math.max(...rows.map((row) => row.chain.length));
  const styles = lineStyles(rows.map(({ method }) => method));
  const lines = rows.map(({ label, method, chain, matrix, matrixDeviations, beforeTraining }, row): FigureLine => {
    const index = chain.indexOf(task);
    const deviations = range(0, stages).map((stage) => matrixDeviations[stage]?.[index] ?? null);
    return {
      ...{ label, colour: methodColour(method, content.options), width: 2 },
      ...styles[row],
      ...(deviations.some((one) => one !== null) && { spread: [null, ...deviations] }),
      values: [beforeTraining[index] ?? null, ...range(0, stages).map((stage) => matrix[stage]?.[index] ?? null)],
    };
  });
  const lowest = Math.min(0.5, ...lines.flatMap(({ values }) => values.filter((value) => value !== null)));
  return lineFigure({
    ...{ title: task, xLabel: 'stage', yLabel: `AUC on ${task}`, lines },
    x: range(0, stages + 1),
    xRange: [-0.3, stages + 0.3],
    yRange: [Math.max(0, Math.floor(lowest * 10) / 10), 1.02],
    bands: [],
    hasXTicks: true,
  });
}

function forgottenTable({ comparison: { rows }, runs }: ReportContent): Markup {
  const tasks = [...new Set(rows.flatMap(({ chain }) => chain.slice(0, -1)))];
  return table({
    caption:
      'Forgotten: best AUC after any earlier stage minus the AUC after the last one; below zero where it became better.',
    head: ['Run', 'Seed', ...tasks, 'Forgetting (mean)'],
    rows: runs.map(({ detail: { summary } }) => [
      summary.name,
      String(summary.seed),
      ...tasks.map((task) => formatScore(forgottenBy(summary).get(task))),
      formatScore(summary.forgetting),
    ]),
    numbersFrom: 1,
  });
}

/** By task, of the chain's but the last. A network for each task forgets nothing that could be measured. */
function forgottenBy({ chain, matrix, method }: RunSummary): Map<string, number | null> {
  const tasks = chain.slice(0, -1);
  const last =
    matrix.findLastIndex((_, index) => chain.some((__, task) => aucAt(matrix, index + 1, task) !== null)) + 1;
  if (method.baseline?.isApart || last === 0) return new Map();
  const forgotten = forgettingPerTask(matrix, last, firstKnownStage(matrix));
  return new Map(tasks.map((task, index) => [task, forgotten[index] ?? null]));
}
