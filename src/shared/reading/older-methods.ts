/** What is known of the methods of runs that were made before run.json said it. Nothing is ever added here. */
import type { LossTermInfo } from '../loss-term';
import type { MethodRecord } from '../recipe';
import type { RunFile } from '../run';

const crossEntropy: LossTermInfo = { id: 'crossEntropy', label: 'cross-entropy', unit: null, colour: 'series-1' };
const distillation: LossTermInfo = { id: 'distillation', label: 'distillation', unit: null, colour: 'series-2' };
const representation: LossTermInfo = { id: 'representation', label: 'representation', unit: null, colour: 'series-3' };

const rowHint = 'after training on';
const plain = { terms: [crossEntropy], baseline: null, lossHint: null, rowHint };
const inFirstStage = 'In the first stage cross-entropy alone.';

const olderMethods: Readonly<Record<string, MethodRecord>> = {
  ft: { ...plain, label: 'FT' },
  kd: { ...plain, label: 'KD', terms: [crossEntropy, distillation], lossHint: inFirstStage },
  // The pull on the weights was in the total, and not told apart.
  tg: { ...plain, label: 'TG', lossHint: 'The total includes the pull on the weights.' },
  cored: { ...plain, label: 'CoReD', terms: [crossEntropy, distillation, representation], lossHint: inFirstStage },
  joint: {
    ...plain,
    label: 'Joint',
    baseline: { meaning: 'upper bound', isApart: false },
    rowHint: 'after training anew on all tasks up to',
  },
  single: {
    ...plain,
    label: 'Single',
    baseline: { meaning: 'each task alone', isApart: true },
    rowHint: 'the network trained alone on',
  },
};

/** The method as run.json has it; of an older run as it was then. */
export function recordedMethod({ method, recipe }: RunFile): MethodRecord {
  return method ?? olderMethods[recipe.method] ?? { ...plain, label: recipe.method, terms: [] };
}
