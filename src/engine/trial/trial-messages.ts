/** What a trial's process and the one that started it say to each other. */
import { z } from 'zod';

/** The start signal: all processes of a trial measure at the same time. */
export const goMessage = 'go';

export const TrialMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), device: z.string(), isSoftware: z.boolean() }),
  z.object({ type: z.literal('measured'), gflops: z.number().positive(), batch: z.number().int() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type TrialMessage = z.infer<typeof TrialMessage>;
