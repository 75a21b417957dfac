/** What the bench asks its processes, and what they answer. */
import { z } from 'zod';
import { engineIds } from '../../src/shared/recipe';
import { Parameters } from '../../src/shared/field';

/** A worker's case, given as its first argument. */
export const WorkerCase = z.object({
  engine: z.enum(engineIds),
  network: z.string(),
  objective: z.enum(['forward', 'ft', 'cored']),
  batch: z.int().min(1),
  /** Pixels a side. */
  size: z.int().min(8),
  /** Further parameters of the recipe. */
  parameters: Parameters,
  /** Folder for the checkpoints of a run; null: none is written. */
  checkpoints: z.string().nullable(),
  /** Whether a profile is taken on the GPU: what is handed to it is watched from the opening on. */
  watchesGpu: z.boolean(),
});
export type WorkerCase = z.infer<typeof WorkerCase>;

export const WorkerRequest = z.discriminatedUnion('do', [
  z.object({ do: z.literal('steps'), count: z.int().min(1) }),
  z.object({ do: z.literal('memory') }),
  z.object({ do: z.literal('profile'), count: z.int().min(1) }),
]);
export type WorkerRequest = z.infer<typeof WorkerRequest>;

export const StepsAnswer = z.object({
  seconds: z.array(z.number()),
  /** Of all cores that the process used meanwhile. */
  cpuSeconds: z.number(),
});
export type StepsAnswer = z.infer<typeof StepsAnswer>;

/** After a collection of garbage. */
export const MemoryAnswer = z.object({
  /** Resident set now. */
  rssBytes: z.number(),
  /** Its highest so far. */
  peakRssBytes: z.number(),
  /** What the engine of the process's first thread holds; null where it does not tell. */
  engineHeapBytes: z.number().nullable(),
  tensors: z.number(),
  /** Arrays of the first thread outside of JavaScript's heap: images, copies of weights, the exchange. */
  arrayBytes: z.number().nullable().default(null),
  /** JavaScript's heap of the first thread. */
  scriptBytes: z.number().nullable().default(null),
  /** Threads that train, each with an engine's heap. */
  replicas: z.int().nullable().default(null),
  /** Epochs that have ended: after each, weights are copied and a checkpoint is written. */
  epochs: z.int().nullable().default(null),
});
export type MemoryAnswer = z.infer<typeof MemoryAnswer>;

export const KernelUse = z.object({
  name: z.string(),
  /** Of the inputs and of the first output. */
  shapes: z.string(),
  calls: z.int(),
  /** Of all calls, without the kernels that they ran. */
  ms: z.number(),
  /** Multiplications and additions of one call; 0 for kernels that only pass over memory. */
  operations: z.number(),
});
export type KernelUse = z.infer<typeof KernelUse>;

export const ProfileAnswer = z.object({
  seconds: z.array(z.number()),
  /** Of all steps; on a GPU, of those whose dispatches are timed one by one. */
  kernels: z.array(KernelUse),
  gpu: z
    .object({
      timedSteps: z.int(),
      dispatches: z.number(),
      javascriptMilliseconds: z.number(),
      obstacle: z.string().nullable(),
    })
    .nullable(),
});
export type ProfileAnswer = z.infer<typeof ProfileAnswer>;

export const PeerAbout = z.object({
  torch: z.string(),
  python: z.string(),
  /** The GPU's name; null without one. */
  cuda: z.string().nullable(),
  /** The instruction set that torch's own kernels use; null where it does not say. */
  capability: z.string().nullable(),
  libraries: z.array(z.string()),
  /** Whether float32 tensors are computed with TF32's short factors on CUDA; null without CUDA. */
  tf32: z.object({ products: z.boolean(), convolutions: z.boolean() }).nullable().default(null),
});
export type PeerAbout = z.infer<typeof PeerAbout>;

export const PeerOpened = z.object({ parameters: z.number() });
export const PeerClosed = z.object({ closed: z.boolean() });
