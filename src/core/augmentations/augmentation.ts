/**
 * What an augmentation is: a way in which training shows its images otherwise than they are, with a chance and a range.
 *
 * An image augmentation changes one image by itself. Its random stream is named by the image, the epoch and the stage, so
 * the result does not depend on the image's place in a batch, on replicas or on micro-batches. A batch augmentation draws
 * once for a whole batch, from one stream per batch.
 */
import { z } from 'zod';
import type { Parameters } from '../../shared/field';
import type { ImageRef } from '../images/image-refs';
import type { RgbImage } from '../images/rgb-image';
import { randomStream, type RandomStream } from '../random';

/** Every row of a batch, those that a method replays among them; or only the batch's own. */
export type AugmentedRows = 'all' | 'own';

interface AugmentationFacts<Schema extends z.ZodObject> {
  /** Names its random streams: a change makes every training that uses it another. */
  readonly id: string;
  readonly label: string;
  /** Each with a default, a label, a description and a source; keys are unique over all parameters of a recipe. */
  readonly parameters: Schema;
  /** Key of the parameter that is its chance, from 0 to 1; at 0 it does nothing and draws nothing. */
  readonly probability: Extract<keyof z.infer<Schema>, string>;
  readonly rows: AugmentedRows;
}

/** An augmentation as its file writes it: functions get the parameters of its own schema. */
interface ImageDefinition<Schema extends z.ZodObject> extends AugmentationFacts<Schema> {
  /** The changed image in new memory; asked only for images that chance has chosen. */
  readonly change: (image: RgbImage, random: RandomStream, parameters: z.infer<Schema>) => RgbImage;
}

interface BatchDefinition<Schema extends z.ZodObject> extends AugmentationFacts<Schema> {
  /** Absent: in every stage. */
  readonly isUsedIn?: (stage: number, parameters: z.infer<Schema>) => boolean;
  readonly draw: (batch: BatchRows, random: RandomStream, parameters: z.infer<Schema>) => BatchChanges;
}

/** What a batch augmentation knows of the rows that it is for. */
export interface BatchRows {
  readonly labels: Uint8Array;
  /** Side of the images in pixels. */
  readonly size: number;
}

export interface Box {
  readonly top: number;
  readonly left: number;
  /** Not in the box itself. */
  readonly bottom: number;
  /** Not in the box itself. */
  readonly right: number;
}

/** A box of one image that is shown in another. */
export interface Pasting {
  readonly box: Box;
  /** By place in the batch, the place whose box is pasted there; its own where nothing is. */
  readonly partners: Uint32Array;
}

/** Where two augmentations say the same thing, the later one's counts. */
export interface BatchChanges {
  /** By place in the batch, 1 where the image is mirrored left to right. */
  readonly mirrored?: Uint8Array;
  /** Null: nothing is pasted. Partners are pasted as the batch shows them. */
  readonly pasting?: Pasting | null;
}

/** Where an image is shown. */
export interface ImageShowing {
  readonly seed: number;
  /** From 1. */
  readonly stage: number;
  /** From 1. */
  readonly epoch: number;
  readonly image: ImageRef;
}

interface OpenFacts {
  readonly id: string;
  readonly rows: AugmentedRows;
  isUsedIn(stage: number): boolean;
}

/** Augmentations with the parameters of one recipe. */
export interface ImageAugmentation extends OpenFacts {
  readonly of: 'image';
  /** The image itself where chance leaves it as it is. */
  show(image: RgbImage, at: ImageShowing): RgbImage;
}

export interface BatchAugmentation extends OpenFacts {
  readonly of: 'batch';
  draw(batch: BatchRows, random: RandomStream): BatchChanges;
}

export type OpenAugmentation = ImageAugmentation | BatchAugmentation;

export interface Augmentation {
  readonly id: string;
  readonly label: string;
  readonly parameters: z.ZodObject;
  readonly probability: string;
  open(parameters: Parameters): OpenAugmentation;
}

export function defineImageAugmentation<Schema extends z.ZodObject>(definition: ImageDefinition<Schema>): Augmentation {
  const { id, label, parameters: schema, probability, rows, change } = definition;
  return {
    ...{ id, label, parameters: schema, probability },
    open(given) {
      const parameters = schema.parse(given);
      const chance = Chance.parse(parameters[probability]);
      return {
        ...{ of: 'image', id, rows },
        isUsedIn: () => chance > 0,
        show(image, at) {
          const random = imageStream(id, at);
          return random.uniform() < chance ? change(image, random, parameters) : image;
        },
      };
    },
  };
}

export function defineBatchAugmentation<Schema extends z.ZodObject>(definition: BatchDefinition<Schema>): Augmentation {
  const { id, label, parameters: schema, probability, rows, isUsedIn, draw } = definition;
  return {
    ...{ id, label, parameters: schema, probability },
    open(given) {
      const parameters = schema.parse(given);
      const chance = Chance.parse(parameters[probability]);
      return {
        ...{ of: 'batch', id, rows },
        isUsedIn: (stage) => chance > 0 && isUsedIn?.(stage, parameters) !== false,
        draw: (batch, random) => draw(batch, random, parameters),
      };
    },
  };
}

const Chance = z.number().min(0).max(1);

function imageStream(id: string, { seed, stage, epoch, image }: ImageShowing): RandomStream {
  return randomStream(seed, `augment/${id}`, stage, epoch, image);
}
