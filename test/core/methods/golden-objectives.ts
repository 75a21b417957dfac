/** The golden numbers of test/golden/objectives.json, parsed: one batch of 12 through every objective, in float64. */
import { z } from 'zod';
import golden from '../../golden/objectives.json';

const Numbers = z.array(z.number());
const Rows = z.array(Numbers);
/** "class,bin" -> mean pooled features. */
const Store = z.record(z.string(), z.union([z.number(), Numbers]));

const Representation = z.object({
  binsUsed: Rows,
  teacherStore: Store,
  studentStore: Store,
  representation: z.number(),
  total: z.number(),
  gradStudentLogits: Rows,
  gradStudentFeaturesNorm: z.number(),
  gradStudentFeaturesFirst: Numbers,
});

const Golden = z.object({
  temperature: z.number(),
  alpha: z.number(),
  labels: z.array(z.number().int()),
  studentLogits: Rows,
  teacherLogits: Rows,
  /** [batch, height, width, channels] */
  studentFeatures: z.array(z.array(Rows)),
  teacherFeatures: z.array(z.array(Rows)),
  teacherConfidence: Numbers,
  studentConfidence: Numbers,
  /** -1: in none. */
  teacherBins: z.array(z.number().int()),
  studentBins: z.array(z.number().int()),
  crossEntropy: z.number(),
  kullbackLeibler: z.number(),
  distillation: z.number(),
  channelMean: Representation,
  channelVector: Representation,
  kd: z.object({ total: z.number(), gradStudentLogits: Rows }),
  ft: z.object({ total: z.number(), gradStudentLogits: Rows }),
  tg: z.object({
    weights: Numbers,
    teacherWeights: Numbers,
    lastLayer: Numbers,
    teacherCrossEntropy: z.number(),
    gamma: z.number(),
    l2sp: z.number(),
    l2LastLayer: z.number(),
    total: z.number(),
    gradWeights: Numbers,
    gradLastLayer: Numbers,
  }),
});

export const objectives = Golden.parse(golden);
