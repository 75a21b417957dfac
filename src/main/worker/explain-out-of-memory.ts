/** What a person can do when a training does not fit into memory. */
import {
  fittingImages,
  imagesPerBatch,
  type Memories,
  type MicroBatchPlan,
} from '../../core/training/planning/plan-micro-batches';
import type { ResolvedRecipe } from '../../core/recipe/recipe';
import { OutOfMemoryError } from '../../engine/out-of-memory';
import { AppError } from '../../shared/errors';
import { formatCount } from '../../shared/format';

export interface FailedTraining {
  readonly recipe: ResolvedRecipe;
  readonly parts: MicroBatchPlan;
  readonly machine: Memories;
}

/**
 * Memory that ran out as an error that names a micro-batch which fits: the one that is expected to, and half of what was
 * tried where that ought to have fitted. Anything else as it is.
 */
export function explainOutOfMemory(thrown: unknown, { recipe, parts, machine }: FailedTraining): unknown {
  if (!isOutOfMemory(thrown)) return thrown;
  const { network, imageSize } = recipe;
  const atOnce = Math.ceil(imagesPerBatch(recipe) / (parts.replicas * parts.microBatches));
  const what = `${formatCount(atOnce, 'image')} of ${imageSize} px at once`;
  const fitting = Math.min(Math.floor(atOnce / 2), fittingImages(recipe, machine));
  const wayOut =
    atOnce > 1
      ? `Start a new run with "microBatch" (Micro-batch) at ${fitting}: more micro-batches are then accumulated for each batch.`
      : 'Take a smaller image size or another network.';
  return new AppError('unavailable', `Training ${network.label} with ${what} ran out of memory. ${wayOut}`, {
    cause: thrown,
  });
}

/** The engine says so itself, or in the cause of what a person reads elsewhere, or Node has no memory for another array. */
function isOutOfMemory(thrown: unknown): boolean {
  if (thrown instanceof OutOfMemoryError) return true;
  if (thrown instanceof AppError) return thrown.cause instanceof OutOfMemoryError;
  return (
    thrown instanceof RangeError && /Array buffer allocation failed|Invalid typed array length/.test(thrown.message)
  );
}
