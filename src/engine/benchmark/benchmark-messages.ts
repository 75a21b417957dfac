/** What a benchmark's process and the one that started it say to each other. */
import { z } from 'zod';

/** The start signal: all processes of a benchmark measure at the same time. */
export const goMessage = 'go';

export const BenchmarkMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), device: z.string(), isSoftware: z.boolean() }),
  z.object({ type: z.literal('measured'), gflops: z.number().positive(), batch: z.number().int() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type BenchmarkMessage = z.infer<typeof BenchmarkMessage>;
