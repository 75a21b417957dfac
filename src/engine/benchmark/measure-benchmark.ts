/** Measures the engine that is open in this process: right first, then by steps of the training itself. */
import { findNetwork } from '../../core/networks';
import { networkCost } from '../../core/training/planning/network-cost';
import { AppError } from '../../shared/errors';
import { OutOfMemoryError } from '../out-of-memory';
import type { BenchmarkShare } from './benchmark-messages';
import { checkBlock } from './check-block';
import { medianSeconds, type Clock } from './median-seconds';
import { openTrainingSteps, type StepSize, type TrainingSteps } from './training-steps';

export interface BenchmarkFigure {
  readonly imagesPerSecond: number;
  /** Of a step that was measured. */
  readonly images: number;
  readonly isEstimated: boolean;
}

export interface MeasureOptions {
  readonly now?: Clock;
  /** Injected by tests. */
  readonly check?: typeof checkBlock;
  readonly open?: typeof openTrainingSteps;
}

/** By estimate, of one image: an engine that would take longer is not measured further. */
const longestImageSeconds = 5;
/** Of one step; of a batch whose step would take longer a part is measured. */
const longestStepSeconds = 2;
/** Of the first steps, from which on more are taken as long as they are quick. */
const firstImages = 4;
/** The median passes over steps in which code is still compiled. */
const measured = { leastSteps: 2, spanSeconds: 0.8 } as const;

/** Throws AppError('unavailable') when the engine computes something wrong, or has no memory for the batch. */
export async function measureBenchmark(
  { network, imageSize, images, microBatches, slowest }: Omit<BenchmarkShare, 'precision'>,
  { now = () => performance.now(), check = checkBlock, open = openTrainingSteps }: MeasureOptions = {},
): Promise<BenchmarkFigure> {
  const estimate = (await check(now)) / trainingFlops(network, imageSize);
  if (estimate < Math.max(slowest, 1 / longestImageSeconds)) {
    return { imagesPerSecond: estimate, images: 1, isEstimated: true };
  }
  const steps = open(network, imageSize);
  try {
    const first = Math.min(firstImages, Math.max(1, Math.floor(estimate)));
    const size = await affordable(steps, { whole: { images, microBatches }, first, now });
    const seconds = await medianSeconds(() => steps.run(size), { now, ...measured });
    return { imagesPerSecond: size.images / seconds, images: size.images, isEstimated: false };
  } catch (error) {
    if (error instanceof OutOfMemoryError) throw noRoom(error, { network, imageSize, images, microBatches });
    throw error;
  } finally {
    steps.dispose();
  }
}

/** The whole share, or as many of its images as a step does in reasonable time. A device that wants more work at once gets it. */
async function affordable(
  steps: TrainingSteps,
  { whole, first, now }: { whole: StepSize; first: number; now: Clock },
): Promise<StepSize> {
  const atOnce = Math.ceil(whole.images / whole.microBatches);
  for (let images = Math.min(first, atOnce); ;) {
    const size = { images, microBatches: 1 };
    // Pipelines, plans and buffers are made in the first.
    await steps.run(size);
    const before = now();
    await steps.run(size);
    const eachSeconds = (now() - before) / 1000 / images;
    const isAffordable = (count: number) => eachSeconds * count <= longestStepSeconds;
    if (isAffordable(whole.images)) return whole;
    const more = [4, 2].map((times) => images * times).find((count) => count <= atOnce && isAffordable(count));
    if (more === undefined) return size;
    images = more;
  }
}

/** Of one image: forward, and twice as much for the gradients; multiply-adds count as two. */
function trainingFlops(network: string, imageSize: number): number {
  return networkCost(findNetwork(network), imageSize).multiplications * 2 * 3;
}

function noRoom(
  error: OutOfMemoryError,
  { network, imageSize, images, microBatches }: Omit<BenchmarkShare, 'slowest' | 'precision'>,
): AppError {
  const atOnce = Math.ceil(images / microBatches);
  const message = `Its memory has no room for a step of ${network} with ${atOnce} images of ${imageSize} px at once: set a smaller micro-batch ("microBatch") or batch.`;
  return new AppError('unavailable', message, { cause: error });
}
