/** What an experiment would make, for a terminal: one line for the runs that differ in their seeds alone. */
import { formatBytes, formatCount, formatDuration } from '../../shared/format';
import { basisText, type ExperimentPlan } from '../../shared/plan/experiment-plan';
import { textOfSeeds } from '../../shared/plan/seed-list';
import { textTable } from './text-table';

export function planText(plan: ExperimentPlan): string {
  const keys = [...new Set(plan.rows.flatMap(({ swept }) => Object.keys(swept)))];
  const table = textTable(
    [
      ['method', 'order', ...keys, 'seeds', 'time of one', 'disk of one'],
      ...plan.rows.map(({ label, order, swept, seeds, seconds, bytes }) => [
        label,
        order.join(' → '),
        ...keys.map((key) => String(swept[key] ?? '–')),
        textOfSeeds(seeds),
        formatDuration(seconds),
        formatBytes(bytes),
      ]),
    ],
    2,
  );
  const sum = `${formatCount(plan.runs, 'run')} (${plan.made}), about ${formatDuration(plan.seconds)} and at most ${formatBytes(plan.bytes)} in all.`;
  return [table, sum, basisText(plan)].join('\n');
}
