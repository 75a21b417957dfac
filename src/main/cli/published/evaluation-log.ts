/** The log of an evaluation as plain text, and what the terminal shows of it. */
import type { Evaluation } from '../../../shared/evaluation';
import { metricsText } from './training-log';

export interface EvaluationRecord {
  readonly commandLine: string;
  readonly weights: string;
  readonly evaluations: readonly Evaluation[];
}

export function evaluationLog({ commandLine, weights, evaluations }: EvaluationRecord): string {
  return [
    commandLine,
    ' ---------------- EVAL ---------------- ',
    `TEST MODE | WEIGHT FILE : ${weights}`,
    ...evaluations.map(
      ({ id, network, folder }) => `evaluation ${id}, network ${network ?? 'not known'}, in ${folder}`,
    ),
    '',
    evaluationSummary(evaluations),
    '',
    'AUC: area under the ROC curve, fake is positive. Accuracy: correct decisions at a fake score of 0.5. Both in %.',
    '',
  ].join('\n');
}

/** AUC and accuracy of each, why one is not defined, and what was left out. */
export function evaluationSummary(evaluations: readonly Evaluation[]): string {
  const results = evaluations.flatMap(({ result }) => result ?? []);
  return [
    metricsText(results.map(({ metrics }) => metrics)),
    ...results.flatMap(({ metrics }) => metrics.note ?? []),
    ...results.flatMap(({ skipped }) => skipped.map(({ message }) => `Left out: ${message}`)),
  ].join('\n');
}
