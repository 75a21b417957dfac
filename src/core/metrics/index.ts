/** Every metric by id: how it is called, what it is computed from, and which way is better. */

export interface Metric {
  readonly label: string;
  readonly better: 'higher' | 'lower';
  /** `scores`: one task's scores after one step. `matrix`: the AUC matrix of a chain. */
  readonly from: 'scores' | 'matrix';
}

export const metrics = {
  auc: { label: 'AUC', better: 'higher', from: 'scores' },
  videoAuc: { label: 'Video AUC', better: 'higher', from: 'scores' },
  averagePrecision: { label: 'Average precision', better: 'higher', from: 'scores' },
  eer: { label: 'EER', better: 'lower', from: 'scores' },
  accuracy: { label: 'Accuracy', better: 'higher', from: 'scores' },
  averageAuc: { label: 'Average AUC', better: 'higher', from: 'matrix' },
  forgetting: { label: 'Forgetting', better: 'lower', from: 'matrix' },
  backwardTransfer: { label: 'Backward transfer', better: 'higher', from: 'matrix' },
  forwardTransfer: { label: 'Forward transfer', better: 'higher', from: 'matrix' },
  intransigence: { label: 'Intransigence', better: 'lower', from: 'matrix' },
} as const satisfies Record<string, Metric>;
