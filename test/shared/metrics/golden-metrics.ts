/** The golden numbers of test/golden/metrics.json, parsed: metrics of scores and of an AUC matrix, by their definitions. */
import { z } from 'zod';
import golden from '../../golden/metrics.json';

const NullableNumbers = z.array(z.number().nullable());

const Golden = z.object({
  classification: z.array(
    z.object({
      name: z.string(),
      isFake: z.array(z.number()),
      score: z.array(z.number()),
      auc: z.number().nullable(),
      averagePrecision: z.number().nullable(),
      eer: z.number().nullable(),
      accuracyAtHalf: z.number(),
      video: z.array(z.number()).optional(),
      videoAuc: z.number().optional(),
    }),
  ),
  continual: z.object({
    matrix: z.array(NullableNumbers),
    beforeTraining: NullableNumbers,
    trainedAlone: NullableNumbers,
    averageAuc: z.array(z.number()),
    forgettingPerTask: z.array(z.number()),
    forgetting: z.number(),
    backwardTransfer: z.number(),
    forwardTransfer: z.number(),
    intransigencePerTask: z.array(z.number()),
  }),
});

export const { classification, continual } = Golden.parse(golden);

/** Ours has 0 for fake, the golden file 1. */
export function labelsOf({ isFake }: { isFake: readonly number[] }): number[] {
  return isFake.map((flag) => 1 - flag);
}
