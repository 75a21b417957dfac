/** What the process of a further device is told, as JSON in its arguments; all else stands in the run's folder. */
import { z } from 'zod';
import { EngineId } from '../../shared/recipe';

export const DeviceOrder = z.object({
  rank: z.number().int().min(1),
  engine: EngineId,
  /** Index into the engine's devices. */
  device: z.number().int().min(0),
  microBatches: z.number().int().min(1),
  /** The file through which the replicas exchange numbers. */
  file: z.object({ path: z.string(), count: z.number().int(), chunkLength: z.number().int() }),
});
export type DeviceOrder = z.infer<typeof DeviceOrder>;
