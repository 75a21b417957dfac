/** An evaluation as text for a terminal. */
import { formatScore } from '../../shared/format';
import { reversedClassesNote } from '../../shared/reversed-classes';
import { scoreMetrics, type ScoreMetricId } from '../../shared/metrics';
import type { ScoreMetric } from '../../shared/metrics/score-metric';
import { videoRuleNames } from '../../shared/metrics/video-rules';
import type { Evaluation } from '../../shared/evaluation';
import { textTable } from './text-table';

export function evaluationText({ name, id, network, engine, result, folder }: Evaluation): string {
  if (result === null) return `${name}  (${id})`;
  const { metrics, confusion, videos, skipped } = result;
  const interval = metrics.aucInterval;
  const range = interval === null ? '' : `  (95 %: ${formatScore(interval.low)} to ${formatScore(interval.high)})`;
  const by = result.videoRule === undefined ? '' : `, a video is ${videoRuleNames[result.videoRule]}`;
  const beside = ({ id: metric, over, absent }: ScoreMetric & { id: ScoreMetricId }) => {
    if (metrics[metric] !== null) return over ? `  (${over({ videos })}${by})` : '';
    return absent !== undefined && metrics[scoreMetrics[0].id] !== null ? `  (${absent})` : '';
  };
  const facts = [
    ...scoreMetrics.map((metric, place) => [
      metric.label,
      `${formatScore(metrics[metric.id])}${place === 0 ? range : beside(metric)}`,
    ]),
    ['images', `${metrics.counts.fake} fake, ${metrics.counts.real} real`],
    ['network', `${network ?? '–'} on ${engine ?? '–'}`],
  ];
  const matrix = [
    ['', 'called fake', 'called real'],
    ['fake', String(confusion.fakeAsFake), String(confusion.fakeAsReal)],
    ['real', String(confusion.realAsFake), String(confusion.realAsReal)],
  ];
  return [
    `${name}  (${id})`,
    textTable(facts, 2),
    ...[metrics.note, reversedClassesNote(metrics)].filter((note) => note !== null),
    textTable(matrix),
    ...skipped.map(({ message }) => `Skipped: ${message}`),
    `folder ${folder}`,
  ].join('\n');
}

export function evaluationListText(evaluations: readonly Evaluation[]): string {
  if (evaluations.length === 0) return 'No evaluations yet. `cored eval` makes one.';
  const rows = evaluations.map(({ id, state, name, result }) => [
    id,
    state,
    name,
    formatScore(result?.metrics[scoreMetrics[0].id] ?? null),
  ]);
  return textTable([['evaluation', 'state', 'name', scoreMetrics[0].label], ...rows], 3);
}
