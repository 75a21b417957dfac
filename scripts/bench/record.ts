/** The JSON that a bench leaves behind, and the rows of its tables. */
import { z } from 'zod';
import { engineIds } from '../../src/shared/recipe';
import { networkIds, objectives, ownObjectives } from './cases';
import { Machine } from './machine';
import { peerSets, peerSettings } from './peer';
import { KernelUse, MemoryAnswer, PeerAbout } from './protocol';

const Seconds = z.array(z.number());

export const Timing = z.object({
  network: z.enum(networkIds),
  /** Of the peer; ours does the same work in its own order. */
  objective: z.enum(objectives),
  engine: z.enum(engineIds),
  batch: z.int(),
  /** Pixels a side. */
  size: z.int(),
  device: z.enum(['cpu', 'cuda']),
  /** Null where no peer was timed. */
  peerSet: z.enum(peerSets).nullable(),
  /** The peer's version and setting that were fastest in `trials`; null where none was timed, and in old records. */
  torch: z.string().nullable().default(null),
  setting: z.enum(peerSettings).nullable().default(null),
  /** Least seconds of a step of each version and setting of the peer, before the rounds. */
  trials: z.array(z.object({ torch: z.string(), setting: z.enum(peerSettings), leastSeconds: z.number() })).default([]),
  rounds: z.array(z.object({ ours: Seconds, peer: Seconds })),
  /** Of all cores' time, what neither side used: other programs. */
  othersShare: z.number(),
});
export type Timing = z.infer<typeof Timing>;

export const MemoryReport = z.object({
  network: z.enum(networkIds),
  objective: z.enum(ownObjectives),
  engine: z.enum(engineIds),
  batch: z.int(),
  steps: z.int(),
  /** Steps after which `early` was read. */
  settledSteps: z.int(),
  early: MemoryAnswer,
  late: MemoryAnswer,
  /** In between, and those two. */
  readings: z.array(z.object({ steps: z.int(), memory: MemoryAnswer })).default([]),
  medianSeconds: z.number(),
});
export type MemoryReport = z.infer<typeof MemoryReport>;

const RunReport = z.object({
  id: z.string(),
  method: z.string(),
  network: z.string(),
  engine: z.string(),
  /** Of the epochs after the first of each step; null where none was, or where nothing was written down. */
  share: z
    .object({ epochs: z.int(), seconds: z.number(), engineSeconds: z.number(), outsideShare: z.number() })
    .nullable(),
});

/** Where the time of steps on one core goes. */
export const KernelReport = z.object({
  network: z.enum(networkIds),
  objective: z.enum(ownObjectives),
  engine: z.enum(engineIds),
  batch: z.int(),
  steps: z.int(),
  medianSeconds: z.number(),
  kernels: z.array(KernelUse),
  /** Of one step on a GPU; null where kernels were timed on the processor. */
  gpu: z
    .object({
      dispatches: z.number(),
      /** Without the waiting for results. */
      javascriptMilliseconds: z.number(),
      /** Of all dispatches; null where the GPU has no timestamps. */
      milliseconds: z.number().nullable(),
      /** Why it has none, in plain words. */
      obstacle: z.string().nullable(),
    })
    .nullable()
    .default(null),
});
export type KernelReport = z.infer<typeof KernelReport>;

/** A kernel's part of a step's work. */
export const KernelWork = z.object({
  /** Of tfjs's kernel; of the pipeline where no kernel is behind it. */
  name: z.string(),
  calls: z.int(),
  dispatches: z.int(),
  /** Of the buffers that its dispatches are bound to. */
  bytesRead: z.number(),
  bytesWritten: z.number(),
  /** Its own tensors, each read or written once. */
  leastBytes: z.number(),
  /** Multiplications and additions of convolutions and products; 0 for what only passes over memory. */
  operations: z.number(),
});
export type KernelWork = z.infer<typeof KernelWork>;

const StepWork = z.object({
  /** Of the first step. */
  kernels: z.array(KernelWork),
  /** Of a later step, which may be planned better. */
  lastBytes: z.object({ read: z.number(), written: z.number() }),
  /** Of convolutions, dense layers and the update alone, whatever the plan. */
  least: z.object({ operations: z.number(), bytes: z.number() }),
});

/** What a plain step on engine webgpu costs before a GPU computes. */
const DispatchReport = z.object({
  network: z.enum(networkIds),
  batch: z.int(),
  size: z.int(),
  steps: z.int(),
  /** Of one step. */
  dispatches: z.number(),
  /** Of one step, in JavaScript and Dawn. */
  medianMilliseconds: z.number(),
  work: StepWork.nullable().default(null),
});
export type DispatchReport = z.infer<typeof DispatchReport>;

/** One command of the program, from its start to its end. */
export const ProgramReport = z.object({ name: z.string(), seconds: z.number(), runs: z.array(RunReport) });
export type ProgramReport = z.infer<typeof ProgramReport>;

const Record = z.object({
  format: z.literal(1),
  /** ISO 8601. */
  date: z.string(),
  commit: z.string().nullable(),
  machine: Machine,
  peers: z.array(PeerAbout),
  /** Those that were measured, with what they compute on. */
  engines: z.array(z.object({ id: z.enum(engineIds), detail: z.string() })),
  /** Of the peer. */
  threads: z.int(),
  /** Recipe parameters that were set beside the defaults. */
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Mean number of running processes of the minute before the bench began. */
  loadBefore: z.number(),
  timings: z.array(Timing),
  memory: z.array(MemoryReport),
  programs: z.array(ProgramReport),
  kernels: z.array(KernelReport),
  dispatches: z.array(DispatchReport).default([]),
  /** In plain words: what was not timed, and why. */
  skipped: z.array(z.string()),
});

/** Older ones have one peer or null. */
const Older = z.looseObject({ peer: PeerAbout.nullable() });

export const BenchRecord = z.preprocess((given) => {
  const older = Older.safeParse(given);
  return older.success ? { ...older.data, peers: older.data.peer ? [older.data.peer] : [] } : given;
}, Record);
export type BenchRecord = z.infer<typeof BenchRecord>;
