/** What a benchmark's process and the one that started it say to each other. */
import { z } from 'zod';
import { Precision } from '../../shared/recipe';

/** The start signal: all processes of a benchmark measure at the same time. */
export const goMessage = 'go';

/** What one process measures, as JSON in its arguments. */
export const BenchmarkShare = z.object({
  network: z.string(),
  imageSize: z.number().int(),
  precision: Precision,
  /** Of a batch, those that fall to this process, in so many micro-batches. */
  images: z.number().int().min(1),
  microBatches: z.number().int().min(1),
  /** Images a second below which nobody asks how slow it is. */
  slowest: z.number().min(0),
});
export type BenchmarkShare = z.infer<typeof BenchmarkShare>;

export const BenchmarkMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), device: z.string(), isSoftware: z.boolean() }),
  z.object({
    type: z.literal('measured'),
    imagesPerSecond: z.number().positive(),
    images: z.number().int().min(1),
    isEstimated: z.boolean(),
  }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type BenchmarkMessage = z.infer<typeof BenchmarkMessage>;
