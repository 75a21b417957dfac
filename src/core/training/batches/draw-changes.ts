/** What the augmentations of a recipe do to one batch. */
import type {
  BatchAugmentation,
  BatchChanges,
  ImageAugmentation,
  OpenAugmentation,
} from '../../augmentations/augmentation';
import { randomStream } from '../../random';
import type { ImageChange } from './image-batch';

export interface TrainedPlace {
  readonly seed: number;
  /** From 1. */
  readonly stage: number;
  /** From 1. */
  readonly epoch: number;
  /** From 1. */
  readonly batch: number;
}

export interface TrainedRows {
  /** Of all rows: the batch's own, then those that are replayed. */
  readonly labels: Uint8Array;
  /** Rows that are the batch's own. */
  readonly own: number;
  /** Side of the images in pixels. */
  readonly size: number;
}

/** Whether the stage shows images otherwise than they are. */
export function augments(augmentations: readonly OpenAugmentation[], stage: number): boolean {
  return augmentations.some((augmentation) => augmentation.isUsedIn(stage));
}

export function drawChanges(
  augmentations: readonly OpenAugmentation[],
  place: TrainedPlace,
  rows: TrainedRows,
): BatchChanges & { change: ImageChange | null } {
  const used = augmentations.filter((augmentation) => augmentation.isUsedIn(place.stage));
  const ofBatches = used.filter((augmentation) => augmentation.of === 'batch');
  const ofImages = used.filter((augmentation) => augmentation.of === 'image');
  return { ...drawForBatch(ofBatches, place, rows), change: changeOfImages(ofImages, place, rows) };
}

function drawForBatch(
  augmentations: readonly BatchAugmentation[],
  { seed, stage, epoch, batch }: TrainedPlace,
  { labels, own, size }: TrainedRows,
): BatchChanges {
  return augmentations.reduce<BatchChanges>((changes, augmentation) => {
    const known = augmentation.rows === 'own' ? labels.subarray(0, own) : labels;
    const random = randomStream(seed, augmentation.id, stage, epoch, batch);
    return { ...changes, ...augmentation.draw({ labels: known, size }, random) };
  }, {});
}

/** One after the other, in their order. */
function changeOfImages(
  augmentations: readonly ImageAugmentation[],
  { seed, stage, epoch }: TrainedPlace,
  { own }: TrainedRows,
): ImageChange | null {
  if (augmentations.length === 0) return null;
  return (image, { place, ref }) =>
    augmentations.reduce(
      (shown, augmentation) =>
        augmentation.rows === 'own' && place >= own
          ? shown
          : augmentation.show(shown, { seed, stage, epoch, image: ref }),
      image,
    );
}
