/** KD, "DL" in the CoReD paper: cross-entropy and distillation of the frozen teacher, nothing else. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { crossEntropy } from './cross-entropy';
import { distillation, distillationParameters, distillationPresets, teacherShare } from './distillation';
import { crossEntropyTerm, distillationTerm } from './loss-terms';
import { defineMethod } from './method';

export const kd = defineMethod({
  id: 'kd',
  label: 'KD',
  summary: "Cross-entropy and distillation of the frozen teacher's logits.",
  parameters: z.object(distillationParameters),
  terms: [crossEntropyTerm, distillationTerm],
  shown: { lossHint: 'In the first step cross-entropy alone.' },
  presets: distillationPresets,
  needsTeacher: true,
  // One update per batch; the published code makes one per epoch (an indentation slip).
  prepare: async ({ temperature, ...weighing }) => ({
    terms({ labels, student, teacherLogits }) {
      if (!teacherLogits) throw new Error('KD needs the logits of its teacher.');
      const ce = crossEntropy(student.logits, labels);
      const logits = { studentLogits: student.logits, teacherLogits };
      const distilled = distillation({ ...logits, labels, alpha: teacherShare(weighing), temperature });
      return { total: tf.add(ce, distilled), crossEntropy: ce, distillation: distilled };
    },
    isSampleMean: true,
    store: null,
    dispose: () => undefined,
  }),
});
