/** Datasets and their tasks as a scan of the folders finds them. */
import { z } from 'zod';

/** Class index = position: 0 is fake, 1 is real (alphabetical, as the published checkpoints have it). */
export const classNames = ['fake', 'real'] as const;
export const ClassName = z.enum(classNames);
export type ClassName = z.infer<typeof ClassName>;

export const splitNames = ['train', 'val', 'test'] as const;
export const SplitName = z.enum(splitNames);
export type SplitName = z.infer<typeof SplitName>;

export const ClassCounts = z.object({ fake: z.number().int(), real: z.number().int() });
export type ClassCounts = z.infer<typeof ClassCounts>;

export const Problem = z.object({
  /** A task with a fatal problem cannot be put into a chain. */
  severity: z.enum(['fatal', 'warning']),
  code: z.enum([
    'missing-folder',
    'empty-class',
    'unreadable-image',
    'duplicate-across-splits',
    'class-imbalance',
    'nothing-found',
  ]),
  /** Absolute path of the folder or file that is meant. */
  path: z.string(),
  /** What is wrong, with which thing, and what to do. */
  message: z.string(),
});
export type Problem = z.infer<typeof Problem>;

export const TaskScan = z.object({
  name: z.string(),
  path: z.string(),
  counts: z.object({ train: ClassCounts, val: ClassCounts, test: ClassCounts.nullable() }),
  /** The small training set in <root>/TransferLearning/<task>; absent where there is none. */
  transfer: ClassCounts.optional(),
  /** Distinct image sizes in pixels, most frequent first. */
  sizes: z.array(z.object({ width: z.number().int(), height: z.number().int(), count: z.number().int() })),
  sizeBytes: z.number().int(),
  /** SHA-256 over every image's relative path and content hash, in sorted order. */
  fingerprint: z.string(),
  problems: z.array(Problem),
});
export type TaskScan = z.infer<typeof TaskScan>;

/** What is done to a dataset: the demo's files are made before they are scanned. */
export const ScanPhase = z.enum(['making', 'scanning']);
export type ScanPhase = z.infer<typeof ScanPhase>;

export const Dataset = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  state: z.enum(['scanning', 'ready', 'failed']),
  /** Files made or looked at, and files in all, while scanning. */
  progress: z.object({ phase: ScanPhase, done: z.number().int(), total: z.number().int() }).nullable(),
  /** ISO 8601, UTC. */
  scannedAt: z.string().nullable(),
  tasks: z.array(TaskScan),
  /** Problems of the root itself; each task has its own. */
  problems: z.array(Problem),
});
export type Dataset = z.infer<typeof Dataset>;

export const SampleImage = z.object({
  file: z.string(),
  className: ClassName,
  width: z.number().int(),
  height: z.number().int(),
  /** A PNG or JPEG thumbnail. */
  bytes: z.instanceof(Uint8Array),
  mediaType: z.string(),
});
export type SampleImage = z.infer<typeof SampleImage>;

/**
 * A fatal problem of the task as one sentence, or null when it can be put into a chain. Where unreadable images are left
 * out of a training, they are no problem.
 */
export function whyNotUsable(task: TaskScan, skipsUnreadable = false): string | null {
  const fatal = task.problems.find(
    ({ severity, code }) => severity === 'fatal' && !(skipsUnreadable && code === 'unreadable-image'),
  );
  return fatal?.message ?? null;
}
