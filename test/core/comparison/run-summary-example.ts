/** Run summaries for comparisons: a complete run of two tasks, with what a test wants otherwise. */
import { byMetric, matrixMetrics } from '../../../src/shared/metrics';
import type { MethodRecord } from '../../../src/shared/recipe';
import type { RunSummary } from '../../../src/shared/run';

/** Average AUC (0.8 + 0.9) / 2, forgetting 0.95 - 0.8. */
export const exampleMatrix = [
  [0.95, 0.5],
  [0.8, 0.9],
];

export const exampleMethod: MethodRecord = {
  label: 'Fine-tuning',
  terms: [{ id: 'crossEntropy', label: 'cross-entropy', unit: null, colour: 'series-1' }],
  baseline: null,
  lossHint: null,
  rowHint: 'after training on',
};

/** As the baseline `single` is. */
export const exampleApart: MethodRecord = {
  ...exampleMethod,
  label: 'Single',
  baseline: { meaning: 'each task alone', isApart: true },
};

export function exampleRun(changes: Partial<RunSummary> & { id: string }): RunSummary {
  return {
    name: '',
    tags: [],
    notes: '',
    experimentId: 'first',
    experimentName: 'First',
    chain: ['DeepFake', 'FaceSwap'],
    recipe: { method: 'ft', network: 'small-cnn', parameters: { epochs: 10 } },
    method: exampleMethod,
    seed: 1,
    engineWish: 'auto',
    engine: 'wasm',
    state: 'complete',
    error: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:02:00.000Z',
    seconds: 120,
    progress: null,
    reportedSplit: 'val',
    matrix: exampleMatrix,
    beforeTraining: [0.5, 0.4],
    losses: { total: 0.5, crossEntropy: 0.5 },
    ...byMetric(matrixMetrics, () => null),
    averageAuc: 0.85,
    forgetting: 0.15,
    backwardTransfer: -0.15,
    forwardTransfer: 0.1,
    folder: '/workspace/runs/example',
    ...changes,
  };
}

export const exampleLabels = {
  methods: new Map([
    ['ft', 'Fine-tuning'],
    ['cored', 'CoReD'],
  ]),
  networks: new Map([['small-cnn', 'Small CNN']]),
  fields: new Map([
    ['epochs', 'Epochs'],
    ['bins', 'Bins'],
    ['flip', 'Flip'],
  ]),
};
