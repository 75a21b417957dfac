/** Where the sources name single methods, augmentations and metrics on purpose: what adding another one leaves as it is, and why. */

export interface Exception {
  readonly path: string;
  readonly ids: readonly string[];
  readonly reason: string;
}

const publishedMethods = ['ft', 'kd', 'tg', 'cored'];

export const exceptions: readonly Exception[] = [
  {
    path: 'src/main/cli/published/read-arguments.ts',
    ids: publishedMethods,
    reason: 'the published command line has these four, under names of its own',
  },
  {
    path: 'src/shared/published-results.ts',
    ids: publishedMethods,
    reason: "the paper's tables have these four rows",
  },
  {
    path: 'src/shared/reading/older-methods.ts',
    ids: [...publishedMethods, 'joint', 'single'],
    reason: 'stands for what runs of older versions did not write down; nothing is ever added',
  },
  {
    path: 'src/shared/documentation.ts',
    ids: ['cored', 'tg'],
    reason: 'addresses that the desktop may open are one list on purpose; a method needs none',
  },
  {
    path: 'src/renderer/forms/experiment-draft.ts',
    ids: ['ft', 'cored'],
    reason: 'what is chosen when the form opens',
  },
  {
    path: 'src/main/engines/training-works.ts',
    ids: ['ft'],
    reason: 'engines are compared by plain training steps; a method needs none of its own',
  },
  {
    path: 'src/shared/weights.ts',
    ids: ['derpp'],
    reason: 'an exported model may give logits; the loss term of that name has nothing to do with it',
  },
  {
    path: 'src/shared/reversed-classes.ts',
    ids: ['auc'],
    reason: 'the AUC alone tells that the classes may be reversed',
  },
  {
    path: 'src/main/report/sections/kept-section.ts',
    ids: ['forgetting'],
    reason: 'a report tells what each run forgot of each task, of which the metric is the mean',
  },
  { path: 'src/main/cli/commands/run.ts', ids: ['cored'], reason: 'default of --method' },
  ...['src/main/cli/program.ts', 'src/preload/bridge.ts', 'src/renderer/client/client.ts'].map((path) => ({
    path,
    ids: ['cored'],
    reason: "the program's name",
  })),

  {
    path: 'src/core/corruptions/corrupt-image.ts',
    ids: ['brightness-scaling', 'gaussian-blur', 'gaussian-noise', 'resize-and-back'],
    reason: 'robustness is measured by five corruptions of its own, which change pixels as these augmentations do',
  },
  {
    path: 'src/core/training/loop/task-context.ts',
    ids: ['flip'],
    reason: "the pass that fills CoReD's feature memory mirrors images as training does",
  },

  ...[
    'src/core/training/evaluation/evaluate.ts',
    'src/core/training/evaluation/selection.ts',
    'src/main/cli/published/training-log.ts',
  ].map((path) => ({
    path,
    ids: ['auc', 'accuracy'],
    reason: 'an epoch is selected by AUC or, as published, by accuracy',
  })),
  {
    path: 'src/core/training/loop/train-stage.ts',
    ids: ['auc'],
    reason: 'epochs report the AUC that they are selected by',
  },
  { path: 'src/core/metrics/bootstrap-interval.ts', ids: ['auc'], reason: 'the interval is that of AUC' },
  { path: 'src/shared/metrics/video-auc.ts', ids: ['auc'], reason: 'video AUC is an AUC' },
  ...['src/shared/reading/run-summary.ts', 'src/main/registry/run-summaries.ts'].map((path) => ({
    path,
    ids: ['auc'],
    reason: 'the matrix is one of AUCs',
  })),
  {
    path: 'src/main/registry/run-summaries.ts',
    ids: ['auc'],
    reason: 'reads the AUCs of the matrix from the rows, which is one of AUCs',
  },
  {
    path: 'src/renderer/views/EvaluationView.vue',
    ids: ['auc'],
    reason: 'curves need what AUC needs: both classes',
  },
  ...['src/renderer/components/RunProgressList.vue', 'src/renderer/live/experiment-state.ts'].map((path) => ({
    path,
    ids: ['averageAuc'],
    reason: 'the one number that stands for a run where there is room for one',
  })),
];
