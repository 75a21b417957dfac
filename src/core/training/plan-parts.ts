/** How many replicas a training has, and in how many turns each does its share of a batch. */
import { AppError } from '../../shared/errors';
import type { EngineId } from '../../shared/recipe';
import { countParameters } from '../networks/parameter-list';
import type { ResolvedRecipe } from '../recipe';
import { networkCost } from './network-cost';

export interface PartPlan {
  readonly replicas: number;
  /** Parts of a replica's share of a batch, one computed after the other. */
  readonly microBatches: number;
}

export interface Machine {
  readonly engine: EngineId;
  /** Physical ones. */
  readonly cores: number;
  /** Bytes of the whole machine. */
  readonly memory: number;
}

/** What a training keeps of each number that a layer puts out, in bytes: the number and a share of its gradients. */
const bytesPerActivation = 7;
/** What it keeps of each weight: student, velocity, gradient, teacher, and room for an update's new ones. */
const bytesPerWeight = 4 * 6;
/** What a replica can use: WebAssembly addresses 4 GiB, and the memory of freed tensors is not always of use again. */
const bytesPerReplica = 3 * 2 ** 30;
/** Share of the machine's memory that replicas may use together; images and the rest of the machine need some. */
const memoryShare = 0.7;
/** Below this a replica has too little to do between two exchanges: multiplications of a forward pass over its share. */
const leastMultiplications = 100e6;

/** Engines whose replicas are threads; the others compute in parallel by themselves. */
export function hasReplicas(engine: EngineId): boolean {
  return engine === 'wasm' || engine === 'cpu';
}

/**
 * What the recipe asks for, or else what suits the machine; `before`, how the training was shared when it was begun,
 * stands for `auto`, so that a resumed run gives the same bytes. Throws AppError('bad-input') for replicas on an engine
 * that has none.
 */
export function planParts(recipe: ResolvedRecipe, machine: Machine, before: PartPlan | null): PartPlan {
  const { replicas: wished, microBatch, batchSize } = recipe.training;
  if (wished !== 'auto' && wished > 1 && !hasReplicas(machine.engine)) {
    throw new AppError(
      'bad-input',
      `Engine "${machine.engine}" trains with one replica, not ${wished}. Set "replicas" to 1 or "auto", or take engine "wasm".`,
    );
  }
  const replicas = wished === 'auto' ? (before?.replicas ?? suitableReplicas(recipe, machine)) : wished;
  const share = Math.ceil(batchSize / replicas);
  if (microBatch === 'auto' && before?.replicas === replicas) return before;
  const fitting = microBatch === 'auto' ? fittingImages(recipe) : microBatch;
  return { replicas, microBatches: Math.ceil(share / Math.min(share, fitting)) };
}

/** Images that a replica can compute at once, by estimate. */
export function fittingImages({ network, imageSize }: ResolvedRecipe): number {
  const ofWeights = countParameters(network) * bytesPerWeight;
  const perImage = networkCost(network, imageSize).activations * bytesPerActivation;
  return Math.max(1, Math.floor((bytesPerReplica - ofWeights) / perImage));
}

function suitableReplicas(recipe: ResolvedRecipe, { engine, cores, memory }: Machine): number {
  if (engine !== 'wasm') return 1;
  const { network, imageSize, training } = recipe;
  const { activations, multiplications } = networkCost(network, imageSize);
  const byWork = Math.floor((training.batchSize * multiplications) / leastMultiplications);
  const byMemory = (replicas: number) => {
    const images = Math.min(fittingImages(recipe), Math.ceil(training.batchSize / replicas));
    const bytes = countParameters(network) * bytesPerWeight + images * activations * bytesPerActivation;
    return replicas * bytes <= memory * memoryShare;
  };
  let replicas = Math.max(1, Math.min(cores, training.batchSize, byWork));
  while (replicas > 1 && !byMemory(replicas)) replicas -= 1;
  return replicas;
}
