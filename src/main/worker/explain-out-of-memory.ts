/** What a person can do when a training does not fit into memory. */
import type { PartPlan } from '../../core/training/plan-parts';
import type { ResolvedRecipe } from '../../core/recipe';
import { OutOfMemoryError } from '../../engine/out-of-memory';
import { AppError } from '../../shared/errors';

/** Memory that ran out as an error that names half of the micro-batch; anything else as it is. */
export function explainOutOfMemory(thrown: unknown, recipe: ResolvedRecipe, parts: PartPlan): unknown {
  if (!isOutOfMemory(thrown)) return thrown;
  const { training, network, imageSize } = recipe;
  const atOnce = Math.ceil(training.batchSize / (parts.replicas * parts.microBatches));
  const what = `${atOnce} images of ${imageSize} px at once`;
  const wayOut =
    atOnce > 1
      ? `Set "microBatch" to ${Math.floor(atOnce / 2)}: a batch is then done in more turns.`
      : 'Take a smaller image size or another network.';
  return new AppError('unavailable', `Training ${network.label} with ${what} ran out of memory. ${wayOut}`, {
    cause: thrown,
  });
}

/** The engine says so itself, or Node has no memory for another array. */
function isOutOfMemory(thrown: unknown): boolean {
  if (thrown instanceof OutOfMemoryError) return true;
  return (
    thrown instanceof RangeError && /Array buffer allocation failed|Invalid typed array length/.test(thrown.message)
  );
}
