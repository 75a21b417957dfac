/** The log of a training as plain text: how it was asked for, what happened, and AUC and accuracy, each named as such. */
import type { TaskResult } from '../../../shared/event';
import type { LogLine, RunDetail } from '../../../shared/run';
import { textTable } from '../text-table';
import type { TrainingPlan } from './plan-training';
import type { PublishedArguments } from './read-arguments';

export interface TrainingRecord {
  readonly commandLine: string;
  readonly args: PublishedArguments;
  readonly plan: TrainingPlan;
  readonly detail: RunDetail;
  readonly lines: readonly LogLine[];
}

export function trainingLog({ commandLine, args, plan, detail, lines }: TrainingRecord): string {
  const { summary, results } = detail;
  const stage = summary.chain.length;
  return [
    commandLine,
    '',
    ...(plan.sources.length === 0 ? [] : [`Source Name : ${plan.sources.join(', ')}`]),
    `Target Name : ${plan.target}`,
    `WEIGHT FILE : ${plan.weights ?? 'none, seeded initialisation'}`,
    `method ${summary.recipe.method}, network ${summary.recipe.network}, preset ${args.preset}, seed ${summary.seed}`,
    ...Object.entries(summary.recipe.parameters).map(([key, value]) => `${key} is ${value}`),
    `run ${summary.id} in ${summary.folder}`,
    ...plan.notices,
    '',
    ...lines.map(({ time, level, message }) => `${time} ${level === 'info' ? '' : `${level}: `}${message}`),
    '',
    ...(plan.sources.length === 0
      ? []
      : ['With the given weights, before the stage:', resultsText(results, stage - 1), '']),
    `After the stage (best epoch by validation), run ${summary.state}:`,
    resultsText(results, stage),
    '',
    'AUC: area under the ROC curve, fake is positive. Accuracy: correct decisions at a fake score of 0.5. Both in %.',
    '',
  ].join('\n');
}

function resultsText(results: readonly TaskResult[], stage: number): string {
  const rows = results.filter((result) => result.stage === stage);
  return rows.length === 0 ? 'no results' : metricsText(rows);
}

/** AUC and accuracy in per cent, a line per task and split. */
export function metricsText(results: readonly TaskResult[]): string {
  return textTable(
    [
      ['task', 'split', 'AUC', 'accuracy', 'fake', 'real'],
      ...results.map(({ task, split, auc, accuracy, counts }) => [
        task,
        split,
        percent(auc),
        percent(accuracy),
        String(counts.fake),
        String(counts.real),
      ]),
    ],
    2,
  );
}

export function percent(share: number | null): string {
  return share === null ? 'not defined' : (100 * share).toFixed(2);
}
