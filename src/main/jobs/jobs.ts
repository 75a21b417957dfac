/** Every job: work on images, weights and recipes that is done outside the process that holds window and registry. */
import { z } from 'zod';
import { LeftOutFile } from '../../shared/audit';
import { videoRules } from '../../shared/metrics/video-rules';
import {
  DroppedImage,
  DroppedScore,
  ForgottenCounts,
  ImageList,
  ImageTrace,
  ImageWish,
  NamedImage,
  Saliency,
  ThresholdReading,
  Thumbnail,
} from '../../shared/images';
import { EngineInfo, EngineMeasuring, TrainingWork } from '../../shared/machine';
import { DatasetMapping, MappingProposal, MappingWish } from '../../shared/mapping';
import { PreparedVideo } from '../../shared/preparation';
import { EngineWish, Precision, Recipe, RecipeOptions } from '../../shared/recipe';
import { RunSummary } from '../../shared/run';
import { ClassName, Problem, SampleImage, SplitName, TaskScan } from '../../shared/task';
import { SentRuns, TrackerId } from '../../shared/tracker';
import { ChosenOptions, ExportedFiles, ExportFormat, WeightsInfo, WeightsReading } from '../../shared/weights';
import { VideosOrder } from '../prepare/videos-order';
import { CardOrigin } from '../weights/card/card-origin';

const none = z.object({});
const Path = z.object({ path: z.string() });
/** Absolute real paths: where links may lead; null or not given: everywhere. */
const within = z.array(z.string()).readonly().nullish();
const Counted = z.object({ done: z.number().int(), total: z.number().int() });

/**
 * Where a job runs. `shared`: quick ones, side by side in one process that stays a while. `files`: a process of its own, two
 * at once. `long`: a process of its own, one per core at once.
 */
export type JobPlace = 'shared' | 'files' | 'long';

interface Job {
  readonly place: JobPlace;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** Its progress messages. */
  readonly progress: z.ZodType;
}

/** A score file and the folder of the run or evaluation that it lies in. */
const ScoreFile = z.object({ path: z.string(), folder: z.string() });
const PicturePlace = z.object({ folder: z.string(), prefix: z.string(), within });
const ScorerWeights = Path.extend({ ...WeightsReading.shape, imageSize: z.number().int().optional(), within });

const EnginesAsked = z.object({
  /** The built benchmark.js. */
  script: z.string(),
  /** The file of remembered benchmarks. */
  benchmarksPath: z.string(),
});
const Engines = z.object({ engines: z.array(EngineInfo), problems: z.array(z.string()) });

export const jobs = {
  'dataset/scan': {
    place: 'long',
    input: z.object({ root: z.string(), mapping: DatasetMapping.nullish(), within }),
    output: z.object({
      tasks: z.array(TaskScan),
      problems: z.array(Problem),
      leftOut: z.array(LeftOutFile).optional(),
    }),
    progress: Counted,
  },
  'dataset/propose': {
    place: 'long',
    input: z.object({ root: z.string(), wish: MappingWish, within }),
    output: MappingProposal,
    progress: z.never(),
  },
  'demo/make': {
    place: 'long',
    input: z.object({ to: z.string(), tasks: z.number().optional() }),
    output: z.object({ path: z.string(), taskNames: z.array(z.string()) }),
    progress: Counted,
  },
  /** One after the other; its progress is what became of each. */
  'prepare/videos': { place: 'long', input: VideosOrder, output: none, progress: PreparedVideo },
  'task/samples': {
    place: 'shared',
    input: z.object({
      task: TaskScan,
      split: SplitName,
      className: ClassName,
      count: z.number().int(),
      mapping: DatasetMapping.nullish(),
      within,
    }),
    output: z.array(SampleImage),
    progress: z.never(),
  },
  'weights/inspect': {
    place: 'files',
    input: Path.extend({ ...WeightsReading.shape, within }),
    output: WeightsInfo,
    progress: z.never(),
  },
  'weights/export': {
    place: 'files',
    input: z.object({
      source: z.string(),
      ...WeightsReading.shape,
      format: ExportFormat,
      options: ChosenOptions.optional(),
      card: CardOrigin.optional(),
      to: z.string(),
      name: z.string(),
      metadata: z.record(z.string(), z.string()),
    }),
    output: ExportedFiles,
    progress: z.never(),
  },
  'bundle/write': {
    place: 'files',
    input: z.object({ runId: z.string(), folder: z.string(), to: z.string() }),
    output: ExportedFiles,
    progress: Counted,
  },
  'tracker/write': {
    place: 'files',
    input: z.object({ tracker: TrackerId, runs: z.array(RunSummary), to: z.string() }),
    output: ExportedFiles,
    progress: z.never(),
  },
  /** To a server, whose address is `uri`. */
  'mlflow/send': {
    place: 'files',
    input: z.object({ runs: z.array(RunSummary), uri: z.string() }),
    output: SentRuns,
    progress: z.never(),
  },
  /** Into a folder that is empty. */
  'bundle/unpack': {
    place: 'files',
    input: z.object({ path: z.string(), into: z.string() }),
    output: z.object({ runId: z.string() }),
    progress: Counted,
  },
  /** SHA-256 of a file's bytes, hexadecimal. */
  'file/hash': { place: 'shared', input: Path, output: z.string(), progress: z.never() },
  /** Of the Node that trains. */
  'node/version': { place: 'shared', input: none, output: z.string(), progress: z.never() },
  'recipe/options': { place: 'shared', input: none, output: RecipeOptions, progress: z.never() },
  /** The recipe with every default filled in. Fails with 'bad-input', which names what is wrong. */
  'recipe/check': {
    place: 'shared',
    input: Recipe,
    output: z.object({
      recipe: Recipe,
      videoRule: z.enum(videoRules),
      precision: Precision,
      /** Whether the method takes training images of earlier tasks. */
      needsEarlierImages: z.boolean(),
      /** What its speed depends on. */
      work: TrainingWork,
    }),
    progress: z.never(),
  },
  /** How many cores a run takes: one per replica. */
  'recipe/cores': {
    place: 'shared',
    input: z.object({ recipe: Recipe, engine: EngineWish, slots: z.number(), memory: z.number() }),
    output: z.number().int(),
    progress: z.never(),
  },
  /** Fails with 'bad-input' where the network cannot take images of that size. */
  'network/check-size': {
    place: 'shared',
    input: z.object({ network: z.string(), imageSize: z.number().int() }),
    output: none,
    progress: z.never(),
  },
  /** Fails with 'not-found' where the scores are not there any more. */
  'images/list': {
    place: 'shared',
    input: z.object({
      scores: ScoreFile,
      earlier: ScoreFile.nullable(),
      videoRule: z.enum(videoRules),
      wish: ImageWish,
    }),
    output: ImageList,
    progress: z.never(),
  },
  'images/thresholds': {
    place: 'shared',
    input: z.object({ scores: ScoreFile }),
    output: ThresholdReading,
    progress: z.never(),
  },
  'images/forgotten': {
    place: 'shared',
    input: z.object({
      scores: ScoreFile,
      later: z.array(z.object({ stage: z.number().int(), scores: ScoreFile })),
      threshold: z.number(),
    }),
    output: ForgottenCounts,
    progress: z.never(),
  },
  'images/thumbnails': {
    place: 'shared',
    input: z.object({ place: PicturePlace, images: z.array(NamedImage) }),
    output: z.array(Thumbnail),
    progress: z.never(),
  },
  'images/picture': {
    place: 'shared',
    input: z.object({ place: PicturePlace, image: NamedImage }),
    output: SampleImage,
    progress: z.never(),
  },
  'images/traces': {
    place: 'shared',
    input: z.object({
      runs: z.array(z.object({ runId: z.string(), folder: z.string() })),
      image: z.object({ task: z.string(), split: SplitName, file: z.string() }),
    }),
    output: z.array(ImageTrace),
    progress: z.never(),
  },
  'images/saliency': {
    place: 'long',
    input: z.object({ weights: ScorerWeights, place: PicturePlace, file: z.string() }),
    output: Saliency.omit({ stage: true }),
    progress: z.never(),
  },
  'images/score': {
    place: 'files',
    input: z.object({
      image: DroppedImage,
      runs: z.array(z.object({ runId: z.string(), stage: z.number().int(), weights: ScorerWeights })),
    }),
    output: z.array(DroppedScore),
    progress: z.never(),
  },
  'engine/list': { place: 'shared', input: EnginesAsked, output: Engines, progress: z.never() },
  'engine/measure': {
    place: 'long',
    input: EnginesAsked,
    output: Engines,
    progress: z.object({ engines: z.array(EngineInfo), measuring: EngineMeasuring.nullable() }),
  },
} as const satisfies Record<string, Job>;

export type JobName = keyof typeof jobs;
export type JobInput<Name extends JobName> = z.infer<(typeof jobs)[Name]['input']>;
export type JobOutput<Name extends JobName> = z.infer<(typeof jobs)[Name]['output']>;
export type JobProgress<Name extends JobName> = z.infer<(typeof jobs)[Name]['progress']>;

export interface JobOptions<Name extends JobName> {
  readonly onProgress?: ((progress: JobProgress<Name>) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Does jobs: in processes (see run-jobs.ts), or in tests in the caller's own. */
export interface JobRunner {
  /** Rejects with an AppError: the job's own, 'cancelled', or 'internal' where its process ended. */
  run<Name extends JobName>(name: Name, input: JobInput<Name>, options?: JobOptions<Name>): Promise<JobOutput<Name>>;
  /** Cancels what is under way. */
  close(): Promise<void>;
}

export function isJobName(name: string): name is JobName {
  return Object.hasOwn(jobs, name);
}
