/** Looking at images: what a person asks of the scores on disk, and what is answered. Every list has an end. */
import { z } from 'zod';
import { EvaluationResult } from './evaluation';
import { boundedOtherwise } from './limits';
import { RunId } from './run';
import { ClassName, SampleImage, SplitName } from './task';

/** More rows are not given at once, and more pictures not either. */
export const mostRows = 200;
export const mostPictures = 48;
/** Runs of an experiment that one image is followed through. */
export const mostRunsBeside = 60;
/** A dropped file of more bytes is refused. */
export const mostDroppedBytes = 12 * 1024 ** 2;
/** Runs that score a dropped image. */
export const mostScoringRuns = 12;
/** Steps of the threshold's slider: all that it can be set to is told exactly. */
export const thresholdSteps = 1000;

const stage = z.number().int().min(0).max(10_000);
const file = z.string().min(1).max(2000);
const threshold = z.number().min(0).max(1);

/** A score file: of a run after a stage (0: before training), or of an evaluation. */
export const ScoreSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), runId: RunId, stage, task: z.string().min(1).max(300), split: SplitName }),
  z.object({ kind: z.literal('evaluation'), evaluationId: z.string().min(1).max(200) }),
]);
export type ScoreSource = z.infer<typeof ScoreSource>;

export const ScoreSet = z.object({ stage, task: z.string(), split: SplitName });
export type ScoreSet = z.infer<typeof ScoreSet>;

/** `change`: how much further from the truth than at the earlier stage. */
export const imageSorts = ['error', 'confidence', 'change', 'file'] as const;
export const ImageSort = z.enum(imageSorts);
export type ImageSort = z.infer<typeof ImageSort>;

/** `forgotten`: right at the earlier stage and wrong at this one; `learnt`: the other way round. */
export const imageChoices = ['all', 'wrong', 'false-positives', 'false-negatives', 'forgotten', 'learnt'] as const;
export const ImageChoice = z.enum(imageChoices);
export type ImageChoice = z.infer<typeof ImageChoice>;

export const ImageWish = z.object({
  /** The stage that `change`, `forgotten` and `learnt` compare with; null: none. */
  earlier: stage.nullable(),
  threshold,
  show: ImageChoice,
  className: ClassName.nullable(),
  /** Part of the video's name, in any case; empty: any. */
  video: z.string().max(300),
  /** Scores from and to, both included; an image without a score is left out where they are not 0 and 1. */
  from: threshold,
  to: threshold,
  sort: ImageSort,
  isReversed: z.boolean(),
  offset: z.number().int().min(0),
  limit: z.number().int().min(1).max(mostRows),
});
export type ImageWish = z.infer<typeof ImageWish>;

export const ImageRow = z.object({
  file,
  className: ClassName,
  /** Of fake; null where the network gave none (NaN). */
  score: z.number().nullable(),
  /** At the earlier stage; null without one, and for an image that it does not have. */
  before: z.number().nullable(),
  video: z.string(),
});
export type ImageRow = z.infer<typeof ImageRow>;

export const ImageList = z.object({
  rows: z.array(ImageRow),
  /** That fit the wish. */
  total: z.number().int(),
  /** In the score file. */
  images: z.number().int(),
});
export type ImageList = z.infer<typeof ImageList>;

/** Of one score file, for every threshold of the slider. */
export const ThresholdReading = z.object({
  ...EvaluationResult.pick({ roc: true, precisionRecall: true }).shape,
  counts: z.object({ fake: z.number().int(), real: z.number().int() }),
  /** Images without a score, which are called nothing. */
  undefinedScores: z.number().int(),
  /** `above.fake[k]`: fakes with a score above k / 1000, which is what they are called fake by. */
  above: z.object({ fake: z.array(z.number().int()), real: z.array(z.number().int()) }),
});
export type ThresholdReading = z.infer<typeof ThresholdReading>;

/** Of each later stage, how many images it has wrong that were right after the first one, and the other way round. */
export const ForgottenCounts = z.object({
  images: z.number().int(),
  rightBefore: z.number().int(),
  stages: z.array(z.object({ stage, forgotten: z.number().int(), learnt: z.number().int() })),
});
export type ForgottenCounts = z.infer<typeof ForgottenCounts>;

/** One image in a run: a score for each stage that has one. */
export const ImageTrace = z.object({
  runId: RunId,
  points: z.array(z.object({ stage, score: z.number().nullable() })),
});
export type ImageTrace = z.infer<typeof ImageTrace>;

export const ImageTraces = z.object({
  traces: z.array(ImageTrace),
  /** Runs of the experiment beyond those that are looked into. */
  leftOut: z.number().int(),
});

export const NamedImage = z.object({ file, className: ClassName });
export type NamedImage = z.infer<typeof NamedImage>;

/** A thumbnail, or why there is none. */
export const Thumbnail = z.object({
  file: z.string(),
  picture: SampleImage.nullable(),
  message: z.string().nullable(),
});
export type Thumbnail = z.infer<typeof Thumbnail>;

/** Occlusion: how much the score of fake falls where a patch of the image is hidden; rows from the top. */
export const Saliency = z.object({
  /** Of the whole image, as computed now. */
  score: z.number(),
  side: z.number().int(),
  /** `side` x `side`; positive where hiding lowers the score: what is there speaks for fake. */
  values: z.array(z.number()),
  /** Pixels of a patch and of the image, as the network sees it. */
  patch: z.number().int(),
  imageSize: z.number().int(),
  stage: z.number().int().nullable(),
  engine: z.string(),
});
export type Saliency = z.infer<typeof Saliency>;

/** A run's score of a dropped image, by the weights of its last finished stage, or why there is none. */
export const DroppedScore = z.object({
  runId: RunId,
  stage: z.number().int(),
  score: z.number().nullable(),
  message: z.string().nullable(),
});
export type DroppedScore = z.infer<typeof DroppedScore>;

/** The bytes of a file that a person dropped. */
export const DroppedImage = z.object({
  name: z.string().min(1).max(500),
  bytes: z
    .instanceof(Uint8Array)
    .refine(({ length }) => length <= mostDroppedBytes, 'The dropped file has more than 12 MiB. Drop a smaller one.')
    .register(boundedOtherwise, { by: 'at most 12 MiB' }),
});

/** Above, as accuracy has it. Null for an image without a score. */
export function isCalledFake(score: number | null, atThreshold: number): boolean | null {
  return score === null ? null : score > atThreshold;
}

/** Null for an image without a score, which is neither. */
export function isRight(className: ClassName, score: number | null, atThreshold: number): boolean | null {
  const isFake = isCalledFake(score, atThreshold);
  return isFake === null ? null : isFake === (className === 'fake');
}
