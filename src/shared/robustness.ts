/** Robustness: the same weights on the same images, changed by one corruption at several strengths. */
import { z } from 'zod';
import { TaskResult } from './event';

export interface CorruptionFacts {
  readonly label: string;
  /** What a strength counts, for the axis of a chart. */
  readonly axis: string;
  readonly least: number;
  readonly greatest: number;
  readonly isWhole: boolean;
  /** Measured where a person names none; 0, the image as it is, always comes with them. */
  readonly usual: readonly number[];
  /** What a strength does, as a sentence. */
  readonly meaning: string;
}

export const corruptionIds = ['jpeg', 'blur', 'noise', 'resize', 'brightness'] as const;
export const Corruption = z.enum(corruptionIds);
export type Corruption = z.infer<typeof Corruption>;

export const corruptionFacts: Readonly<Record<Corruption, CorruptionFacts>> = {
  jpeg: {
    ...{ label: 'JPEG', axis: '100 − quality', least: 0, greatest: 99, isWhole: true, usual: [10, 30, 50, 70, 90] },
    meaning: 'Compressed as JPEG (4:2:0) at quality 100 − strength, and read again.',
  },
  blur: {
    ...{ label: 'Blur', axis: 'sigma, pixels', least: 0, greatest: 20, isWhole: false, usual: [0.5, 1, 2, 3, 4] },
    meaning: 'Gaussian blur of that standard deviation, in pixels of the image as it is stored.',
  },
  noise: {
    ...{ label: 'Noise', axis: 'sigma, bytes', least: 0, greatest: 128, isWhole: false, usual: [2, 5, 10, 20, 40] },
    meaning: 'Gaussian noise of that standard deviation on each channel of each pixel, of 255.',
  },
  resize: {
    ...{
      label: 'Resize',
      axis: 'percent smaller',
      least: 0,
      greatest: 95,
      isWhole: false,
      usual: [25, 50, 65, 75, 85],
    },
    meaning: 'Made smaller by that many percent of each side and enlarged again, bilinear both ways.',
  },
  brightness: {
    ...{ label: 'Brightness', axis: 'percent brighter', least: -95, greatest: 300, isWhole: false },
    usual: [-60, -40, -20, 20, 40, 60],
    meaning: 'Every byte times 1 + strength / 100, at most 255; below 0 is darker.',
  },
};

/** One corruption and the strengths at which it is measured, ascending, without repetition. */
export const CorruptionLevels = z
  .object({ corruption: Corruption, strengths: z.array(z.number()).min(1).max(50) })
  .superRefine(({ corruption, strengths }, context) => {
    const { label, least, greatest, isWhole } = corruptionFacts[corruption];
    for (const strength of strengths) {
      const fits = strength >= least && strength <= greatest && (!isWhole || Number.isInteger(strength));
      if (fits) continue;
      const kind = isWhole ? 'a whole number' : 'a number';
      context.addIssue(`A strength of ${label} is ${kind} from ${least} to ${greatest}, not ${strength}.`);
    }
  })
  .transform(({ corruption, strengths }) => ({
    corruption,
    strengths: [...new Set(strengths)].filter((strength) => strength !== 0).sort((a, b) => a - b),
  }));
export type CorruptionLevels = z.infer<typeof CorruptionLevels>;

export const RobustnessWish = z.object({
  levels: z
    .array(CorruptionLevels)
    .min(1, 'Choose at least one corruption.')
    .max(corruptionIds.length)
    .refine((levels) => new Set(levels.map(({ corruption }) => corruption)).size === levels.length, {
      message: 'Name each corruption once, with all of its strengths.',
    }),
  /** Of the noise: the same seed gives an image the same noise, whatever else is scored. */
  seed: z.number().int().default(1),
});
export type RobustnessWish = z.infer<typeof RobustnessWish>;

export const usualRobustness: RobustnessWish = {
  levels: corruptionIds.map((corruption) => ({ corruption, strengths: [...corruptionFacts[corruption].usual] })),
  seed: 1,
};

/** The metrics at one strength; those at 0 are the evaluation's own. */
export const RobustnessPoint = z.object({ corruption: Corruption, strength: z.number(), metrics: TaskResult });
export type RobustnessPoint = z.infer<typeof RobustnessPoint>;

/** Of how many scorings of every image the wish asks beside the clean one. */
export function countLevels({ levels }: RobustnessWish): number {
  return levels.reduce((sum, { strengths }) => sum + strengths.length, 0);
}
