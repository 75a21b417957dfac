/** Preparing videos: from folders of videos to a task of face crops, as it is asked for, followed and told. */
import { z } from 'zod';
import { ErrorPayload } from './errors';
import { GivenPath, listOf, Path } from './limits';
import { ClassName, classNames, SplitName, splitNames } from './task';

export const faceChoices = ['largest', 'all'] as const;
export const mostFrames = 1000;

/** The task once more, from videos or crops of lower quality: H.264's constant rate factor, or JPEG's quality. */
export const PreparationVariant = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('crf'), value: z.number().int().min(0).max(51) }),
  z.object({ kind: z.literal('jpeg'), value: z.number().int().min(1).max(100) }),
]);
export type PreparationVariant = z.infer<typeof PreparationVariant>;

/** What the crops' bytes depend on. */
export const PreparationSettings = z.object({
  /** Spread evenly over each video; all of them where it has fewer. */
  framesPerVideo: z.number().int().min(1).max(mostFrames).default(32),
  faces: z.enum(faceChoices).default('largest'),
  /** Turned so that the eyes are level. */
  aligned: z.boolean().default(false),
  /** By what part of the face's longer side the crop is larger than the face. */
  margin: z.number().min(0).max(3).default(0.3),
  /** Pixels a side; null: as many as the face has in the video. */
  size: z.number().int().min(16).max(2048).nullable().default(256),
  /** Of the detector; a face below it is none. */
  leastScore: z.number().min(0.05).max(0.99).default(0.5),
  /** JPEG's quality; null: PNG. */
  jpegQuality: z.number().int().min(1).max(100).nullable().default(null),
  /** That videos are dealt to train, val and test with. */
  seed: z.number().int().min(0).default(2020),
  variants: z.array(PreparationVariant).max(8).default([]),
});
export type PreparationSettings = z.infer<typeof PreparationSettings>;

const Folders = listOf(GivenPath, 100);

export const PreparationRequest = z
  .object({
    /** The task's folder in `to`. */
    task: z
      .string()
      .trim()
      .min(1, 'Name the task.')
      .max(80)
      .regex(/^(?:[\p{L}\p{N}][\p{L}\p{N} ._+-]*)?$/u, 'Name the task with letters, digits, spaces and . _ + - only.'),
    to: Path.min(1, 'Choose the folder that the task is written to.'),
    real: Folders,
    fake: Folders,
    settings: PreparationSettings,
    /** How many work at once; one per core unless given. */
    processes: z.number().int().min(1).max(64).optional(),
  })
  .refine(({ real, fake }) => real.length + fake.length > 0, 'Give at least one folder of real or fake videos.');
export type PreparationRequest = z.infer<typeof PreparationRequest>;

export const VideoState = z.enum(['faces', 'none', 'unreadable']);
export type VideoState = z.infer<typeof VideoState>;

/** What became of one video. */
export const PreparedVideo = z.object({
  path: z.string(),
  /** Of its crops: they are called `<name>_<frame>`. */
  name: z.string(),
  className: ClassName,
  split: SplitName,
  state: VideoState,
  /** Why it is unreadable, or what else is to be known of it. */
  reason: z.string().nullable(),
  /** That were looked at. */
  frames: z.number().int(),
  framesWithFaces: z.number().int(),
  /** Crops in the task itself; each variant has as many. */
  crops: z.number().int(),
});
export type PreparedVideo = z.infer<typeof PreparedVideo>;

export const PreparationCount = z.object({
  className: ClassName,
  split: SplitName,
  videos: z.number().int(),
  faces: z.number().int(),
  none: z.number().int(),
  unreadable: z.number().int(),
  crops: z.number().int(),
});
export type PreparationCount = z.infer<typeof PreparationCount>;

export const Preparation = z.object({
  request: PreparationRequest,
  state: z.enum(['running', 'complete', 'stopped', 'failed']),
  startedAt: z.string(),
  /** Videos in all, and those that are done, whenever that was. */
  total: z.number().int(),
  done: z.number().int(),
  /** Of those, the ones that an earlier preparation had done. */
  doneBefore: z.number().int(),
  /** Of every class and split that has videos. */
  counts: z.array(PreparationCount),
  /** Without a face, unreadable, or with something to be known; the first few hundred. */
  remarkable: z.array(PreparedVideo),
  /** The task and its variants. */
  tasks: z.array(z.string()),
  error: ErrorPayload.nullable(),
});
export type Preparation = z.infer<typeof Preparation>;

/** What `npm run setup:prepare` sets up, and where it was found. */
export const PreparationTools = z.object({
  ready: z.boolean(),
  /** Programs and networks where it is ready; else what is missing and what to do. */
  detail: z.string(),
});
export type PreparationTools = z.infer<typeof PreparationTools>;

/** What a training or a test needs and the crops lack, each as a sentence. */
export function preparationGaps(counts: readonly PreparationCount[]): string[] {
  const cropsOf = (split: SplitName, className: ClassName) =>
    counts.find((count) => count.split === split && count.className === className)?.crops ?? 0;
  return splitNames.flatMap((split) => {
    const missing = classNames.filter((className) => cropsOf(split, className) === 0);
    // A test split is not needed; one with a single class measures nothing.
    if (split === 'test' && missing.length === classNames.length) return [];
    const use = split === 'test' ? 'a test needs both classes' : 'training needs some';
    return missing.map((className) => `${split} has no ${className} crops: ${use}. Give more ${className} videos.`);
  });
}

/** "Deepfakes-crf40" */
export function variantTask(task: string, { kind, value }: PreparationVariant): string {
  return `${task}-${kind}${value}`;
}
