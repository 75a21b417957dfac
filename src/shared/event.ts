/** The lines of a run folder's events.jsonl: what a training worker says, in order. */
import { z } from 'zod';
import { ErrorPayload } from './errors';
import { LossTerms } from './loss-term';
import { NoRoom } from './no-room';
import { byMetric, scoreMetrics } from './metrics';
import { ClassCounts, SplitName } from './task';
import { EngineId } from './recipe';
import { MethodReport } from './method-report';
import { OlderMemory } from './reading/older-reports';

/** One task's scores after one stage. A value that is not defined (one class only) is null, and `note` says why. */
export const TaskResult = z.object({
  /** 0 is the row before training. */
  stage: z.number().int().min(0),
  task: z.string(),
  split: SplitName,
  /** One value for each metric of `shared/metrics`; absent in runs of versions that did not have it yet. */
  ...byMetric(scoreMetrics, () => z.number().nullable().default(null)),
  /** 95 % bootstrap interval of the AUC; absent in runs of older versions. */
  aucInterval: z.object({ low: z.number(), high: z.number() }).nullable().default(null),
  counts: ClassCounts,
  note: z.string().nullable(),
});
export type TaskResult = z.infer<typeof TaskResult>;

const stage = z.number().int().min(1);
const epoch = z.number().int().min(1);
/** Task name -> AUC on its val split. */
const TaskAucs = z.record(z.string(), z.number().nullable());

export const RunEventBody = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run/started'),
    engine: EngineId,
    /** What computes; absent in runs of older versions. */
    device: z.string().optional(),
    /** True when it goes on from a checkpoint. */
    resumed: z.boolean(),
    processId: z.number().int(),
    /** Replicas that share each batch, and micro-batches of each; absent in runs of older versions. */
    replicas: z.number().int().min(1).optional(),
    microBatches: z.number().int().min(1).optional(),
  }),
  z.object({ type: z.literal('images/loading'), task: z.string(), done: z.number().int(), total: z.number().int() }),
  z.object({ type: z.literal('image/skipped'), task: z.string(), path: z.string(), message: z.string() }),
  z.object({
    type: z.literal('stage/started'),
    stage,
    task: z.string(),
    epochs: z.number().int(),
    batchesPerEpoch: z.number().int(),
  }),
  /** What the method has to tell at the beginning of a stage. */
  z.object({ type: z.literal('method/reported'), stage, report: MethodReport }),
  /** CoReD's report in runs of older versions: samples by class (0 fake, 1 real) and confidence bin. */
  z.object({ type: z.literal('store/built'), stage, ...OlderMemory.shape }),
  z.object({
    type: z.literal('batches/ended'),
    stage,
    epoch,
    /** Batches of this epoch that are done. */
    batch: z.number().int(),
    losses: LossTerms,
    imagesPerSecond: z.number(),
  }),
  z.object({
    type: z.literal('epoch/ended'),
    stage,
    epoch,
    losses: LossTerms,
    aucs: TaskAucs,
    /** What selection looks at; null when not defined. */
    selectionScore: z.number().nullable(),
    isBest: z.boolean(),
    elapsedSeconds: z.number(),
    /** Estimated for the whole run. */
    secondsLeft: z.number(),
  }),
  z.object({ type: z.literal('stage/evaluated'), stage: z.number().int().min(0), results: z.array(TaskResult) }),
  z.object({
    type: z.literal('stage/ended'),
    stage,
    task: z.string(),
    bestEpoch: epoch,
    /** SHA-256 of weights/stage-<k>/best.safetensors. */
    weightsHash: z.string(),
  }),
  /** `room`: not by a person, but because the disk is full. */
  z.object({ type: z.literal('run/paused'), room: NoRoom.optional() }),
  z.object({ type: z.literal('run/resumed') }),
  z.object({ type: z.literal('run/stopped') }),
  z.object({ type: z.literal('run/failed'), error: ErrorPayload }),
  z.object({ type: z.literal('run/completed'), elapsedSeconds: z.number() }),
  z.object({ type: z.literal('log/written'), level: z.enum(['info', 'warning', 'error']), message: z.string() }),
]);
export type RunEventBody = z.infer<typeof RunEventBody>;
export type RunEventType = RunEventBody['type'];

/** A line of events.jsonl. Sequence numbers start at 1 and have no gaps. */
export const RunEvent = z.object({
  sequence: z.number().int().min(1),
  /** ISO 8601, UTC. */
  time: z.string(),
  body: RunEventBody,
});
export type RunEvent = z.infer<typeof RunEvent>;
