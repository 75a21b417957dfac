/** Datasets and their tasks as a scan of the folders finds them. */
import { z } from 'zod';
import { LeaveOutKind } from './audit';
import { VideoReading } from './metrics/video-rules';

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
    'scan-failed',
    'empty-class',
    'unreadable-image',
    'read-otherwise',
    'duplicate-across-splits',
    'class-imbalance',
    'nothing-found',
    'skipped-files',
    'unread-folder',
    'label-conflict',
    'near-duplicate',
    'shared-video',
    'telling-trait',
  ]),
  /** Of a problem that concerns one split alone: a task without `train` can still be evaluated, or train on its small set. */
  split: SplitName.optional(),
  /** Absolute path of the folder or file that is meant. */
  path: z.string(),
  /** What is wrong, with which thing, and what to do. */
  message: z.string(),
  /** Files that it concerns, relative to the task's folder, where the message does not name them all; at most a hundred. */
  files: z.array(z.string()).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** Findings about what the images show, which make results look better than they are. */
const auditCodes: ReadonlySet<Problem['code']> = new Set([
  'duplicate-across-splits',
  'class-imbalance',
  'label-conflict',
  'near-duplicate',
  'shared-video',
  'telling-trait',
]);

export function isAuditFinding({ code }: Problem): boolean {
  return auditCodes.has(code);
}

export const skippedKinds = ['system', 'hidden', 'other', 'special'] as const;
/** Why a file in a class folder is no image: an operating system's, hidden, of another kind, or no file (a device, a FIFO). */
export const SkippedKind = z.enum(skippedKinds);
export type SkippedKind = z.infer<typeof SkippedKind>;

/** Files of one kind and ending that a scan left out. */
export const SkippedFiles = z.object({
  kind: SkippedKind,
  /** In lower case with its dot, '' for none. */
  ending: z.string(),
  count: z.number().int(),
  /** One of them, relative to the task's folder. */
  example: z.string(),
});
export type SkippedFiles = z.infer<typeof SkippedFiles>;

export const TaskScan = z.object({
  name: z.string(),
  path: z.string(),
  counts: z.object({ train: ClassCounts, val: ClassCounts, test: ClassCounts.nullable() }),
  /** Hash of the mapping that the task is read through; absent where its folders are read as they are. */
  mapping: z.string().optional(),
  /** The small training set in <root>/TransferLearning/<task>; absent where there is none. */
  transfer: ClassCounts.optional(),
  /** What lies in the class folders and is no image; absent in scans of older versions. */
  skipped: z.array(SkippedFiles).optional(),
  /** Images that the audit's switches leave out, which count nowhere else. */
  leftOut: z.array(z.object({ kind: LeaveOutKind, count: z.number().int() })).optional(),
  /** By the rule in force; absent in scans of older versions. */
  videos: VideoReading.optional(),
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

/** What a place in a chain asks of a task: `nothing` before the first stage that is trained. */
export type TrainsOn = 'full' | 'transfer' | 'nothing';

/**
 * A fatal problem of the task as one sentence, or null when it can be put into a chain. Where unreadable images are left
 * out of a training, they are no problem; where its own training set is not used, what is wrong with that is none.
 * Without `trainsOn` it is enough that there is a training set of either kind.
 */
export function whyNotUsable(task: TaskScan, skipsUnreadable = false, trainsOn?: TrainsOn): string | null {
  const needsOwnTrain = trainsOn === 'full' || trainsOn === undefined;
  const fatal = task.problems.find(({ severity, code, split }) => {
    if (skipsUnreadable && code === 'unreadable-image') return false;
    const isAboutTrain = split === 'train';
    if (isAboutTrain && trainsOn === 'full') return true;
    return severity === 'fatal' && (needsOwnTrain || !isAboutTrain);
  });
  return fatal?.message ?? null;
}
