/**
 * LwF, Learning without Forgetting (Li and Hoiem, 2016): the old network's answers on the new images are kept.
 *
 * Paper: the old answers at T = 2 are targets of the new ones. Code (mammoth `lwf`): alpha 0.5, T 2. Both take the
 * cross-entropy between the softened answers; here it is the Kullback-Leibler divergence, which has the same gradient and is 0
 * where both agree. The paper's warm-up of a new head and mammoth's masks of classes have no counterpart: all tasks have one
 * head of two outputs.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { crossEntropy, crossEntropyObjective } from './cross-entropy';
import { kullbackLeibler } from './distillation';
import { crossEntropyTerm, distillationTerm, plainFirstStage } from './loss-terms';
import { defineMethod } from './method';
import { teacherOutputs } from './teacher-outputs';

export const lwf = defineMethod({
  id: 'lwf',
  label: 'LwF',
  colour: 'green',
  summary: 'Cross-entropy, and the softened answers of the network before the task, kept on the new images.',
  parameters: z.object({
    lwfAlpha: z.number().min(0).max(1000).default(0.5).meta({
      label: 'LwF alpha',
      description: 'Weight of the old answers beside the cross-entropy.',
      source: "mammoth's code; 1 in the paper.",
    }),
    lwfTemperature: z.number().min(0.1).max(1000).default(2).meta({
      label: 'LwF temperature',
      description: 'Softens old and new answers before they are compared.',
      source: 'Paper and code: 2.',
    }),
  }),
  terms: [crossEntropyTerm, distillationTerm],
  lossHint: plainFirstStage,
  needs: { teacherOutputs: true },
  async prepare({ lwfAlpha, lwfTemperature }, { stage }) {
    if (stage === 1) return crossEntropyObjective;
    return {
      terms(batch) {
        const [old, now] = [teacherOutputs(batch).logits, batch.student.logits];
        const kept = kullbackLeibler(tf.div(old, lwfTemperature), tf.div(now, lwfTemperature));
        return {
          crossEntropy: crossEntropy(now, batch.labels),
          distillation: tf.mul<tf.Scalar>(kept, lwfAlpha),
        };
      },
      isSampleMean: true,
    };
  },
});
