/** The robustness of an evaluated checkpoint as text: a line for each strength. */
import { formatScore } from '../../shared/format';
import type { Evaluation } from '../../shared/evaluation';
import { scoreMetrics } from '../../shared/metrics';
import { corruptionFacts } from '../../shared/robustness';
import { textTable } from './text-table';

/** Empty where none was measured. */
export function robustnessText({ name, id, robustness }: Evaluation): string {
  if (robustness === null) return '';
  const shown = scoreMetrics.filter((metric) => robustness.some(({ metrics }) => metrics[metric.id] !== null));
  const rows = robustness.map(({ corruption, strength, metrics }) => [
    ...[corruptionFacts[corruption].label, corruptionFacts[corruption].axis, String(strength)],
    ...shown.map((metric) => formatScore(metrics[metric.id])),
  ]);
  const head = ['corruption', 'unit', 'strength', ...shown.map(({ label }) => label)];
  return `Robustness of ${name}  (${id})\n${textTable([head, ...rows], 2)}`;
}
