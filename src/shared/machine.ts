/** What the machine, the host and the engines are and do now. */
import { z } from 'zod';
import { EngineId, Precision } from './recipe';

/** A value that the driver does not tell is null. */
export const GpuSample = z.object({
  name: z.string(),
  busyPercent: z.number().nullable(),
  memoryUsedBytes: z.number().nullable(),
  memoryTotalBytes: z.number().nullable(),
});
export type GpuSample = z.infer<typeof GpuSample>;

/** What one training's own process uses. */
export const WorkerSample = z.object({
  runId: z.string(),
  /** Percent of all cores; null at the first look, which has nothing to compare with. */
  cpuPercent: z.number().nullable(),
  /** Resident. */
  memoryBytes: z.number(),
});
export type WorkerSample = z.infer<typeof WorkerSample>;

export const MachineSample = z.object({
  /** Percent of all cores. */
  cpuPercent: z.number(),
  memoryUsedBytes: z.number(),
  memoryTotalBytes: z.number(),
  /** Those whose driver reports; empty where there is none. */
  gpus: z.array(GpuSample),
  /** Trainings on this machine. */
  workers: z.array(WorkerSample),
  training: z.number().int(),
  waiting: z.number().int(),
});
export type MachineSample = z.infer<typeof MachineSample>;

const Parts = z.union([z.literal('auto'), z.number().int().min(1)]);

/** What the speed of a training depends on beside engine and machine. */
export const TrainingWork = z.object({
  /** Id of a network. */
  network: z.string().min(1),
  /** Pixels a side. */
  imageSize: z.number().int().min(1),
  /** Images of a batch, those that a method replays included. */
  batch: z.number().int().min(1),
  /** As the recipe asks for them. */
  replicas: Parts,
  microBatch: Parts,
  precision: Precision.default('float32'),
});
export type TrainingWork = z.infer<typeof TrainingWork>;

/** What came of measuring an engine on this machine by steps of a training. */
export const EngineBenchmark = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('measured'),
    /** Of all replicas together. */
    imagesPerSecond: z.number().positive(),
    /** Of a step that was measured: the batch, or less where a step of it would have taken long. */
    images: z.number().int().min(1),
    /** How many computed at once, each on a core of its own; 1 for an engine that takes the whole device. */
    replicas: z.number().int().min(1),
    /** From a small block of a network alone: a step of one image would take seconds, or the engine is far behind. */
    isEstimated: z.boolean(),
    /** What computed, as the engine reports once it is loaded. */
    device: z.string(),
    /** A GPU that is emulated on the processor; `auto` never takes it. */
    isSoftware: z.boolean(),
    measuredAt: z.string(),
  }),
  z.object({ outcome: z.literal('failed'), message: z.string(), measuredAt: z.string() }),
]);
export type EngineBenchmark = z.infer<typeof EngineBenchmark>;

/** How fast an engine does a training. */
export const EngineSpeed = z.object({
  work: TrainingWork,
  /** Null while it has not been measured on this machine, with these versions. */
  benchmark: EngineBenchmark.nullable(),
  /** Why `auto` takes the engine for this training; null where it takes another, or none has been measured. */
  auto: z.string().nullable(),
});
export type EngineSpeed = z.infer<typeof EngineSpeed>;

export const EngineInfo = z.object({
  id: EngineId,
  label: z.string(),
  available: z.boolean(),
  /** The device when available; else exactly why not and what to do. */
  detail: z.string(),
  /** What a run's `devices` can name; empty when it is not available. */
  devices: z.array(z.object({ index: z.number().int().min(0), name: z.string() })),
  /** A GPU that is emulated on the processor; `auto` never takes it. */
  isSoftware: z.boolean(),
  /** In the same trainings for every engine: those that are measured on demand, and others that are remembered. */
  speeds: z.array(EngineSpeed),
});
export type EngineInfo = z.infer<typeof EngineInfo>;

/** What is measured now. */
export const EngineMeasuring = z.object({ engine: EngineId, work: TrainingWork });
export type EngineMeasuring = z.infer<typeof EngineMeasuring>;

export const AppInfo = z.object({
  version: z.string(),
  host: z.enum(['desktop', 'browser', 'command-line']),
  workspace: z.string(),
  /** Where the workspace can only be looked at: why, and what to do. */
  readOnly: z.string().optional(),
  /** Where the registry lies, where that is not in the workspace, and why. */
  registry: z.string().optional(),
  /** Folders that the browser host may read and write; empty on hosts with native dialogs. */
  roots: z.array(z.string()),
  cores: z.number().int(),
  /** How many runs train at once. */
  slots: z.number().int(),
  versions: z.record(z.string(), z.string()),
});
export type AppInfo = z.infer<typeof AppInfo>;

export const FolderEntry = z.object({ name: z.string(), path: z.string(), isFolder: z.boolean() });
export const FolderListing = z.object({
  path: z.string(),
  /** Null at a configured root. */
  parent: z.string().nullable(),
  entries: z.array(FolderEntry),
});
export type FolderListing = z.infer<typeof FolderListing>;
