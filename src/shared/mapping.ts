/** How the folders of a dataset that has another layout are read: as tasks, classes and splits, without moving a file. */
import { z } from 'zod';
import { LeaveOutKind, LeftOutFile } from './audit';
import { listOf, mostCharacters, mostEntries, Name, Path, recordOf } from './limits';
import { VideoReading, VideoRule } from './metrics/video-rules';
import { ClassName, SplitName } from './task';

export const layouts = [
  'folders',
  'faceforensics',
  'celeb-df',
  'dfdc',
  'cnndetection',
  'deepfakebench',
  'manifest',
] as const;
export const LayoutId = z.enum(layouts);
export type LayoutId = z.infer<typeof LayoutId>;

export const layoutNames: Readonly<Record<LayoutId, string>> = {
  folders: 'folders named after classes and splits',
  faceforensics: 'FaceForensics++',
  'celeb-df': 'Celeb-DF',
  dfdc: 'DFDC',
  cnndetection: 'CNNDetection',
  deepfakebench: 'DeepfakeBench',
  manifest: 'a manifest',
};

export const FolderUse = z.object({
  /** Relative to the dataset's root, with '/'; everything below it counts, but for folders that are named themselves. */
  folder: z.string(),
  task: z.string(),
  /** `ignore` leaves the folder out; null: as its videos say. */
  className: z.union([ClassName, z.literal('ignore')]).nullable(),
  /** Null: as its videos say. */
  split: SplitName.nullable(),
});
export type FolderUse = z.infer<typeof FolderUse>;

/** What is known of one video, or of one image that belongs to none. */
export const VideoUse = z.object({ split: SplitName.optional(), className: ClassName.optional() });
export type VideoUse = z.infer<typeof VideoUse>;

export const MappedFile = z.object({
  file: z.string(),
  task: z.string(),
  className: ClassName,
  split: SplitName,
  /** As a list says; in what a mapping gives, by its rule. */
  video: z.string().optional(),
});
export type MappedFile = z.infer<typeof MappedFile>;

/** mappings/<dataset id>.json, and mapping.json in a run's folder. */
export const DatasetMapping = z.object({
  format: z.literal(1),
  layout: LayoutId,
  folders: z.array(FolderUse),
  /** By the video's path relative to the root, as `mappedVideo` gives it. */
  videos: z.record(z.string(), VideoUse),
  /** From a list that names every file. */
  files: z.array(MappedFile),
  /** That videos were dealt to splits with; null where none were. */
  seed: z.number().int().nullable(),
  /** Which frames are one video; absent in mappings of older versions, which were read by `name-or-folder`. */
  videoRule: VideoRule.optional(),
  /** Findings of the audit whose files are left out; absent where none are. */
  leaveOut: z.array(LeaveOutKind).optional(),
  /** The files, as the last scan found them. */
  leftOut: z.array(LeftOutFile).optional(),
});
export type DatasetMapping = z.infer<typeof DatasetMapping>;

const Counts = z.object({ fake: z.number().int(), real: z.number().int() });

/** A mapping as it would be read, for a person to look at before it is saved. */
export const MappingProposal = z.object({
  mapping: DatasetMapping,
  /** Images that each folder of the mapping has. */
  folders: z.array(FolderUse.extend({ images: z.number().int() })),
  tasks: z.array(z.object({ name: z.string(), train: Counts, val: Counts, test: Counts })),
  /** What each rule finds among the images, in the order in which rules are shown. */
  videos: z.array(VideoReading),
  /** How the layout was read, what was dealt by seed, and what is not read, in sentences. */
  notes: z.array(z.string()),
});
export type MappingProposal = z.infer<typeof MappingProposal>;

export const manifestColumns = ['path', 'label', 'split', 'task', 'video'] as const;
export type ManifestColumn = (typeof manifestColumns)[number];

/** `dealt`: videos are dealt to splits by seed. */
export const SplitWish = z.union([SplitName, z.literal('dealt')]);

const byFolder = <Value extends z.ZodType>(value: Value) => recordOf(value, mostEntries.folders).default({});

/** What a person wishes to be otherwise than proposed. */
export const MappingWish = z.object({
  /** By folder, relative to the root. */
  classes: byFolder(z.union([ClassName, z.literal('ignore')])),
  /** By folder: the task that it belongs to. */
  tasks: byFolder(z.string().trim().min(1).max(mostCharacters.name)),
  /** By folder. */
  splits: byFolder(SplitWish),
  /** Path, absolute or below the root, of a CSV, JSON Lines or DeepfakeBench JSON file that says what each image is. */
  manifest: Path.optional(),
  /** What the manifest calls its columns, where it is not one of the usual names. */
  columns: z.partialRecord(z.enum(manifestColumns), Name).default({}),
  /** What 0 and 1 mean where the manifest's labels are numbers. */
  numbers: z.tuple([ClassName, ClassName]).optional(),
  seed: z.number().int().min(0).default(2020),
  /** Which frames are one video; absent: the first rule that fits. */
  videoRule: VideoRule.optional(),
  /** Findings of the audit whose files are left out. */
  leaveOut: listOf(LeaveOutKind, mostEntries.few).default([]),
});
export type MappingWish = z.infer<typeof MappingWish>;
