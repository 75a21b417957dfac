/** Every metric: how it is called, what it is computed from, and which way is better. */

export interface Metric {
  readonly id: string;
  readonly label: string;
  readonly better: 'higher' | 'lower';
  /** `scores`: one task's scores after one step. `matrix`: the AUC matrix of a chain. */
  readonly from: 'scores' | 'matrix';
}

export const metrics = [
  { id: 'auc', label: 'AUC', better: 'higher', from: 'scores' },
  { id: 'videoAuc', label: 'Video AUC', better: 'higher', from: 'scores' },
  { id: 'averagePrecision', label: 'Average precision', better: 'higher', from: 'scores' },
  { id: 'eer', label: 'EER', better: 'lower', from: 'scores' },
  { id: 'accuracy', label: 'Accuracy', better: 'higher', from: 'scores' },
  { id: 'averageAuc', label: 'Average AUC', better: 'higher', from: 'matrix' },
  { id: 'forgetting', label: 'Forgetting', better: 'lower', from: 'matrix' },
  { id: 'backwardTransfer', label: 'Backward transfer', better: 'higher', from: 'matrix' },
  { id: 'forwardTransfer', label: 'Forward transfer', better: 'higher', from: 'matrix' },
  { id: 'intransigence', label: 'Intransigence', better: 'lower', from: 'matrix' },
] as const satisfies readonly Metric[];

export type MetricId = (typeof metrics)[number]['id'];
