/** What the command line prints of a run: as JSON and as an aligned AUC matrix. */
import { formatDuration, formatScore } from '../../shared/format';
import { byMetric, mainMatrixMetrics, matrixMetrics, type MatrixMetricId } from '../../shared/metrics';
import { remoteText } from '../../shared/remote-text';
import type { RunSummary } from '../../shared/run';
import { textTable } from './text-table';

const noRuns = 'No runs yet. `cored demo` makes some, `cored run` trains on your own data.';

/** The documented fields first. */
export function runReport(run: RunSummary) {
  return {
    id: run.id,
    method: run.recipe.method,
    network: run.recipe.network,
    seed: run.seed,
    state: run.state,
    chain: run.chain,
    matrix: run.matrix,
    beforeTraining: run.beforeTraining,
    ...byMetric(matrixMetrics, ({ id }) => run[id]),
    seconds: run.seconds,
    folder: run.folder,
    name: run.name,
    experiment: { id: run.experimentId, name: run.experimentName },
    tags: run.tags,
    archived: run.archived ?? false,
    reportedSplit: run.reportedSplit,
    engine: run.engine,
    parameters: run.recipe.parameters,
    losses: run.losses,
    terms: run.method.terms,
    error: run.error,
    damage: run.damage ?? [],
    remote: run.remote ?? null,
  };
}

export function matrixText(run: RunSummary): string {
  const cells = (row: readonly (number | null)[]) => row.map((auc) => formatScore(auc));
  const rows = [
    [`AUC (${run.reportedSplit})`, ...run.chain],
    ['before training', ...cells(run.beforeTraining)],
    ...run.matrix.map((row, index) => [`after stage ${index + 1}, ${run.chain[index] ?? ''}`, ...cells(row)]),
  ];
  const facts = [
    run.state,
    formatDuration(run.seconds),
    ...matrixMetrics
      .filter(({ id, place }) => place === 'main' || run[id] !== null)
      .map((metric) => scoreText(run, metric)),
  ];
  return [
    `${run.name}  (${run.id})`,
    facts.join(', '),
    textTable(rows),
    ...(run.remote === undefined ? [] : [remoteText(run, (iso) => new Date(iso).toLocaleString('en-GB')) ?? '']),
    ...(run.error === null ? [] : [`${run.error.message}`]),
    ...(run.damage ?? []).map((sentence) => `Damaged: ${sentence}`),
  ].join('\n');
}

export function runListText(runs: readonly RunSummary[], noneText = noRuns): string {
  if (runs.length === 0) return noneText;
  return textTable(
    [
      ['run', 'state', 'name', ...mainMatrixMetrics.map(({ label }) => label), 'time'],
      ...runs.map((run) => [
        run.id,
        stateText(run),
        run.name,
        ...mainMatrixMetrics.map(({ id }) => formatScore(run[id])),
        formatDuration(run.seconds),
      ]),
    ],
    3,
  );
}

function scoreText(run: RunSummary, { id, label }: { id: MatrixMetricId; label: string }): string {
  return `${label} ${formatScore(run[id])}`;
}

function stateText({ state, progress, damage }: RunSummary): string {
  const isUnderWay = state === 'training' || state === 'paused';
  const text = isUnderWay && progress !== null ? `${state} ${Math.round(progress.share * 100)} %` : state;
  return damage === undefined ? text : `${text}, damaged`;
}
