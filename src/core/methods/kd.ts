/** KD, "DL" in the CoReD paper: cross-entropy and distillation of the frozen teacher, nothing else. */
import { z } from 'zod';
import { crossEntropy, crossEntropyObjective } from './cross-entropy';
import { distillation, distillationParameters, distillationPresets, teacherShare } from './distillation';
import { crossEntropyTerm, distillationTerm, plainFirstStage } from './loss-terms';
import { defineMethod } from './method';
import { teacherOutputs } from './teacher-outputs';

export const kd = defineMethod({
  id: 'kd',
  label: 'KD',
  colour: 'orange',
  summary: "Cross-entropy and distillation of the frozen teacher's logits.",
  parameters: z.object(distillationParameters),
  terms: [crossEntropyTerm, distillationTerm],
  lossHint: plainFirstStage,
  presets: distillationPresets,
  needs: { teacherOutputs: true },
  // One update per batch; the published code makes one per epoch (an indentation slip).
  async prepare({ temperature, ...weighing }, { stage }) {
    if (stage === 1) return crossEntropyObjective;
    return {
      terms(batch) {
        const { labels, student } = batch;
        const logits = { studentLogits: student.logits, teacherLogits: teacherOutputs(batch).logits };
        return {
          crossEntropy: crossEntropy(student.logits, labels),
          distillation: distillation({ ...logits, labels, alpha: teacherShare(weighing), temperature }),
        };
      },
      isSampleMean: true,
    };
  },
});
