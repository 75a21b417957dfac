/** An evaluation: given weights scored on one task's split or on one folder of real and fake images. */
import { z } from 'zod';
import { ErrorPayload } from './errors';
import { TaskResult } from './event';
import { GivenPath, Id, Name } from './limits';
import { EngineId, EngineWish } from './recipe';
import { DeviceIndices, RunId } from './run';
import { VideoRule } from './metrics/video-rules';
import { RobustnessPoint, RobustnessWish } from './robustness';
import { SplitName } from './task';
import { WeightsChoice, WeightsReading } from './weights';

export const WeightsSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), runId: RunId, stage: z.number().int().min(1), which: WeightsChoice }),
  /** A file of any format that can be read. */
  z.object({ kind: z.literal('file'), path: GivenPath }),
]);
export type WeightsSource = z.infer<typeof WeightsSource>;

export const EvaluationTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('task'), datasetId: Id, task: Name, split: SplitName }),
  /** A folder that holds real/ and fake/. */
  z.object({ kind: z.literal('folder'), path: GivenPath }),
]);
export type EvaluationTarget = z.infer<typeof EvaluationTarget>;

export const EvaluationRequest = z.object({
  name: z.string().trim().max(80),
  weights: WeightsSource,
  ...WeightsReading.shape,
  target: EvaluationTarget,
  engine: EngineWish,
  /** The first is computed on; absent: the engine's own choice. */
  devices: DeviceIndices.optional(),
  /** Pixels a side; absent: what the weights say, else the network's default. */
  imageSize: z.number().int().min(1).max(4096).optional(),
  /** Which frames are one video; absent: as the weights' run, else the dataset's mapping, else `name-or-folder`. */
  videoRule: VideoRule.optional(),
  /** Unreadable images are left out and listed instead of ending the evaluation. */
  skipsUnreadable: z.boolean(),
  /** Measured besides; absent: the images are scored as they are alone. */
  robustness: RobustnessWish.optional(),
});
export type EvaluationRequest = z.infer<typeof EvaluationRequest>;

/** Of one action. */
export const mostEvaluations = 5000;
export const EvaluationRequests = z.object({ requests: z.array(EvaluationRequest).min(1).max(mostEvaluations) });

/** Points of a curve, from the highest threshold to the lowest; thinned to at most 500. Empty with one class only. */
export const RocPoint = z.object({
  /** Images at or above it are called fake; the first point, which calls none fake, has one above every score. */
  threshold: z.number(),
  falsePositiveRate: z.number(),
  truePositiveRate: z.number(),
});
export const PrecisionRecallPoint = z.object({ threshold: z.number(), precision: z.number(), recall: z.number() });

export const EvaluationResult = z.object({
  /** `stage` is 0 and `task` the target's name. */
  metrics: TaskResult,
  roc: z.array(RocPoint),
  precisionRecall: z.array(PrecisionRecallPoint),
  /** At a fake score of 0.5. */
  confusion: z.object({
    fakeAsFake: z.number().int(),
    fakeAsReal: z.number().int(),
    realAsFake: z.number().int(),
    realAsReal: z.number().int(),
  }),
  /** Scores in 20 equal bins from 0 to 1, by class. */
  histogram: z.object({ fake: z.array(z.number().int()), real: z.array(z.number().int()) }),
  videos: z.number().int(),
  /** By which they were found; absent in results of older versions. */
  videoRule: VideoRule.optional(),
  skipped: z.array(z.object({ path: z.string(), message: z.string() })),
});
export type EvaluationResult = z.infer<typeof EvaluationResult>;

/**
 * Of images: first all are read, then scored; where there are too many to be held at once, both together. With corruptions
 * each image counts once for each strength.
 */
export const EvaluationProgress = z.object({
  phase: z.enum(['reading', 'scoring', 'corrupting']).default('scoring'),
  done: z.number().int(),
  total: z.number().int(),
});
export type EvaluationProgress = z.infer<typeof EvaluationProgress>;

/** It waits in the queue, is at work, was stopped by a person, lost its process, met an error, or is done. */
export const evaluationStates = ['queued', 'running', 'stopped', 'interrupted', 'failed', 'complete'] as const;
export const EvaluationState = z.enum(evaluationStates);
export type EvaluationState = z.infer<typeof EvaluationState>;

/** Nobody works on it and nothing waits for it. */
export function hasEnded(state: EvaluationState): boolean {
  return state !== 'queued' && state !== 'running';
}

/** It ended without a result, and can be queued again. */
export function canStartAgain(state: EvaluationState): boolean {
  return hasEnded(state) && state !== 'complete';
}

export const Evaluation = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  state: EvaluationState,
  /** When its worker began, and when it ended; null before, and in evaluations of older versions. */
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  error: ErrorPayload.nullable(),
  request: EvaluationRequest,
  network: z.string().nullable(),
  engine: EngineId.nullable(),
  progress: EvaluationProgress.nullable(),
  result: EvaluationResult.nullable(),
  /** One curve for each corruption, each with the clean figure at 0; null where none was asked for, or not complete. */
  robustness: z.array(RobustnessPoint).nullable(),
  folder: z.string(),
});
export type Evaluation = z.infer<typeof Evaluation>;

/** A folder among the evaluations whose evaluation.json names another evaluation. */
export const StrayEvaluation = z.object({
  folder: z.string(),
  /** What its evaluation.json names. */
  evaluationId: z.string(),
  name: z.string(),
  /** Whether the evaluation that it names has its own folder. */
  hasOriginal: z.boolean(),
});
export type StrayEvaluation = z.infer<typeof StrayEvaluation>;
