/** How many replicas a training has, and into how many micro-batches each divides its share of a batch. */
import { formatCount } from '../../../shared/format';
import { AppError } from '../../../shared/errors';
import type { EngineId } from '../../../shared/recipe';
import { countParameters } from '../../networks/parameter-list';
import { findOptimizer } from '../../optimizers/index';
import type { ResolvedRecipe } from '../../recipe/recipe';
import type { TrainingParameters } from '../../recipe/training-parameters';
import { networkCost } from './network-cost';

export interface MicroBatchPlan {
  readonly replicas: number;
  /** Of a replica's share of a batch; their gradients are accumulated. */
  readonly microBatches: number;
}

export interface Machine {
  readonly engine: EngineId;
  /** Physical ones. */
  readonly cores: number;
  /** Bytes of the whole machine. */
  readonly memory: number;
  /** Of the device that the engine has opened, as far as it is known. */
  readonly device?: DeviceLimits;
  /** Devices of the engine that compute at once, each in a process of its own; 1 unless given. */
  readonly devices?: number;
}

export interface DeviceLimits {
  /** Bytes of a memory of its own. */
  readonly memory: number | null;
  /** Bytes of the largest tensor that it takes. */
  readonly largestTensor: number | null;
}

/**
 * What a training keeps of each number that a layer puts out, in bytes: the number, what its gradient needs, and room
 * that is lost between tensors. Measured on engine `wasm` with CoReD: 8.9 for Xception and 10 for EfficientNet-B0. A plain
 * step takes 6.1 to 6.5 of engine `webgpu`, which keeps further buffers for the teacher and for batches of another size.
 */
const bytesPerActivation = 9.5;
/** What it keeps of each weight: student, velocity, gradient, teacher, and room for what an update makes anew. */
const copiesOfWeights = 6;
const bytesPerNumber = 4;
/** WebAssembly addresses 4 GiB, and the memory of freed tensors is not always of use again. */
const bytesPerReplica = 3.5 * 2 ** 30;
/** Share of the machine's memory that replicas may use together; images and the rest of the machine need some. */
const memoryShare = 0.7;
/** Share of a device's own memory; what it shows on a screen, and the driver, need some. */
const deviceMemoryShare = 0.9;
/**
 * Multiplications of a forward pass over its share below which a replica has too little to do between two all-reduces: two
 * replicas of the small network at 64 px are a fifth faster than one, but two runs side by side get more done.
 */
const leastMultiplications = 500e6;

/** Engines whose replicas are threads; the others compute in parallel by themselves. */
function hasReplicas(engine: EngineId): boolean {
  return engine === 'wasm' || engine === 'cpu';
}

/**
 * What the recipe asks for, or else what suits the machine; `before`, how the training was shared when it was begun,
 * stands for `auto`, so that a resumed run gives the same bytes. An engine without replicas accumulates as many micro-batches
 * instead, with identical results; several devices take as many of them each. Throws AppError('bad-input') where replicas that
 * are asked for cannot be divided among the devices.
 */
export function planMicroBatches(
  recipe: ResolvedRecipe,
  machine: Machine,
  before: MicroBatchPlan | null,
): MicroBatchPlan {
  const { replicas: wished, microBatch } = recipe.training;
  const isResumed = before !== null && (wished === 'auto' || wished === before.replicas);
  if (isResumed && microBatch === 'auto') return before;
  const replicas = wished === 'auto' ? (before?.replicas ?? suitableReplicas(recipe, machine)) : wished;
  if (!hasReplicas(machine.engine)) refuseUnequalShares(replicas, machine.devices ?? 1);
  const share = Math.ceil(imagesPerBatch(recipe) / replicas);
  const fitting = microBatch === 'auto' ? fittingImages(recipe, machine) : microBatch;
  const microBatches = Math.ceil(share / Math.min(share, fitting));
  if (hasReplicas(machine.engine)) return { replicas, microBatches };
  const { devices = 1 } = machine;
  return { replicas: devices, microBatches: (replicas / devices) * microBatches };
}

function refuseUnequalShares(replicas: number, devices: number): void {
  if (replicas % devices === 0) return;
  throw new AppError(
    'bad-input',
    `${formatCount(replicas, 'replica')} cannot be divided among ${devices} devices: set "replicas" (Replicas) to auto or a multiple of ${devices}, or name other devices.`,
  );
}

/** What a person who asked for replicas should know of how they are made; null: nothing. */
export function whyUnlikeWished(
  { replicas: wished }: TrainingParameters,
  { replicas, microBatches }: MicroBatchPlan,
  { engine, cores, devices = 1 }: Machine,
): string | null {
  if (devices > 1 && wished !== 'auto' && wished > devices) {
    return `Each of ${devices} devices takes its part of a batch in ${formatCount(microBatches, 'accumulated micro-batch', 'accumulated micro-batches')}, with the results of ${wished} replicas.`;
  }
  if (wished !== 'auto' && wished > replicas) {
    return `Engine "${engine}" runs one replica; each batch uses ${microBatches} accumulated micro-batches, with the results of ${wished} replicas.`;
  }
  if (replicas <= cores) return null;
  return `${replicas} replicas share ${formatCount(cores, 'core')}: more replicas than cores train slower.`;
}

/** Of a batch, those that the method replays included. */
export function imagesPerBatch({ training, needs }: ResolvedRecipe): number {
  return training.batchSize + (needs.replayedImages ?? 0);
}

export type Memories = Pick<Machine, 'engine' | 'memory' | 'device'>;

/** Images that a replica can compute at once, by estimate. */
export function fittingImages(recipe: ResolvedRecipe, machine: Memories): number {
  const { activations, largest } = networkCost(recipe.network, recipe.imageSize);
  const byMemory = (bytesOf(machine) - bytesOfWeights(recipe)) / (activations * bytesPerActivation);
  const byTensor = (machine.device?.largestTensor ?? Infinity) / (largest * bytesPerNumber);
  return Math.max(1, Math.floor(Math.min(byMemory, byTensor)));
}

/** Whatever a replica holds as many numbers of as there are weights; what method and optimiser carry included. */
function bytesOfWeights({ network, needs, training }: ResolvedRecipe): number {
  const ofOptimizer = findOptimizer(training.optimizer).hasSecondMoments ? 1 : 0;
  return countParameters(network) * bytesPerNumber * (copiesOfWeights + ofOptimizer + (needs.weightCopies ?? 0));
}

/** What a replica can use. A device whose memory is not known is taken to have as much as the machine, or to share it. */
function bytesOf({ engine, memory, device }: Memories): number {
  if (engine === 'wasm') return bytesPerReplica;
  const own = device?.memory ?? null;
  return own === null ? memory * memoryShare : own * deviceMemoryShare;
}

function suitableReplicas(recipe: ResolvedRecipe, machine: Machine): number {
  const { engine, cores, memory, devices = 1 } = machine;
  if (engine !== 'wasm') return devices;
  const { network, imageSize, training } = recipe;
  const { activations, multiplications } = networkCost(network, imageSize);
  const batch = imagesPerBatch(recipe);
  const byWork = Math.floor((batch * multiplications) / leastMultiplications);
  const byMemory = (replicas: number) => {
    const images = Math.min(fittingImages(recipe, machine), Math.ceil(batch / replicas));
    const bytes = bytesOfWeights(recipe) + images * activations * bytesPerActivation;
    return replicas * bytes <= memory * memoryShare;
  };
  let replicas = Math.max(1, Math.min(cores, training.batchSize, byWork));
  while (replicas > 1 && !byMemory(replicas)) replicas -= 1;
  return replicas;
}
