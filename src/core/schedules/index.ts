/** Every schedule by its id, and the warm-up that can come before any of them. */
import { constant } from './constant';
import { cosine } from './cosine';
import { linear } from './linear';
import type { Schedule, ScheduleOptions, SchedulePlace } from './schedule';
import { step } from './step';

export const scheduleIds = ['constant', 'step', 'cosine', 'linear'] as const;
export type ScheduleId = (typeof scheduleIds)[number];

const schedules: Readonly<Record<ScheduleId, Schedule>> = { constant, step, cosine, linear };

export interface RatePlace extends SchedulePlace {
  /** From 1. */
  readonly batch: number;
  readonly batches: number;
}

/** In the first `warmupEpochs` the schedule's rate grows batch by batch from near 0 to what it is. */
export function learningRateAt(
  { batch, batches, ...place }: RatePlace,
  { schedule, warmupEpochs, ...options }: ScheduleOptions & { schedule: ScheduleId; warmupEpochs: number },
): number {
  const rate = schedules[schedule](place, options);
  const updates = (place.epoch - 1) * batches + batch;
  const warm = warmupEpochs * batches;
  return updates < warm ? (rate * updates) / warm : rate;
}
