/** The queue as it is shown: what trains or is evaluated, what waits in which order, when each is expected to start, and what failed. */
import { z } from 'zod';

/** Jobs of a higher priority start before all others. */
export const priorities = ['high', 'normal', 'low'] as const;
export const Priority = z.enum(priorities);
export type Priority = z.infer<typeof Priority>;

/** What can wait: evaluations and runs share the machine's cores, and hence one queue. */
export const JobKind = z.enum(['run', 'evaluation']);
export type JobKind = z.infer<typeof JobKind>;

export const QueuedJob = z.object({
  kind: JobKind,
  /** Of the run or the evaluation. */
  id: z.string(),
  name: z.string(),
  /** Null for an evaluation. */
  experimentName: z.string().nullable(),
  /** 1 is next. */
  position: z.number().int().min(1),
  priority: Priority,
  /** How long it will take; null where nothing like it is complete. */
  seconds: z.number().nullable(),
  /** From now; null where that cannot be told. */
  startsIn: z.number().nullable(),
});
export type QueuedJob = z.infer<typeof QueuedJob>;

export const QueueInfo = z.object({
  training: z.array(z.object({ runId: z.string(), name: z.string(), secondsLeft: z.number().nullable() })),
  /** Evaluations at work. */
  evaluating: z.array(z.object({ evaluationId: z.string(), name: z.string(), secondsLeft: z.number().nullable() })),
  waiting: z.array(QueuedJob),
  /** Until all of them have ended; null where that cannot be told. */
  secondsLeft: z.number().nullable(),
  /** Runs that failed or were interrupted, newest first: they can be tried again. */
  failed: z.array(z.object({ runId: z.string(), name: z.string(), experimentName: z.string(), reason: z.string() })),
});
export type QueueInfo = z.infer<typeof QueueInfo>;
