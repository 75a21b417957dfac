/** The trainings that engines are measured by, and how an engine would share the batches of one. */
import { totalmem } from 'node:os';
import { findNetwork } from '../../core/networks';
import { resolveRecipe, type ResolvedRecipe } from '../../core/recipe/recipe';
import { TrainingParameters } from '../../core/recipe/training-parameters';
import { imagesPerBatch, planMicroBatches, type MicroBatchPlan } from '../../core/training/planning/plan-micro-batches';
import { physicalCores } from '../../engine/physical-cores';
import type { TrainingWork } from '../../shared/machine';
import type { EngineId } from '../../shared/recipe';

/** Of a recipe's batch. */
const mostImages = TrainingParameters.shape.batchSize.unwrap().maxValue ?? Infinity;

/** Those that `doctor --measure` and the engine view measure: the large networks with their defaults. */
export function standardWorks(): TrainingWork[] {
  const { batchSize, replicas, microBatch, precision } = TrainingParameters.parse({});
  return ['xception', 'efficientnet-b0'].map((network) => ({
    network,
    imageSize: findNetwork(network).parameters.parse({}).imageSize,
    ...{ batch: batchSize, replicas, microBatch, precision },
  }));
}

export function workOf(recipe: ResolvedRecipe): TrainingWork {
  const { network, imageSize, training } = recipe;
  const { replicas, microBatch, precision } = training;
  return { network: network.id, imageSize, batch: imagesPerBatch(recipe), replicas, microBatch, precision };
}

/** As a run of the plainest method would have it. */
export async function partsOf(work: TrainingWork, engine: EngineId): Promise<MicroBatchPlan> {
  const { network, batch, ...parameters } = work;
  // Replayed images can make a batch larger than a recipe's own may be.
  const batchSize = Math.min(batch, mostImages);
  const recipe = resolveRecipe({ method: 'ft', network, parameters: { ...parameters, batchSize } });
  return planMicroBatches(recipe, { engine, cores: await physicalCores(), memory: totalmem() }, null);
}
