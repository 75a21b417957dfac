/** Which trainings are alike enough to share a measured speed, and how one is called. */
import type { EngineInfo, EngineSpeed, TrainingWork } from './machine';

/** Sides within so many pixels count as one. */
const sideStep = 32;

/** Of the same network in the same precision, shared in the same way, with image sizes and batches of the same class. */
export function isAlike(a: TrainingWork, b: TrainingWork): boolean {
  return (
    a.network === b.network &&
    a.replicas === b.replicas &&
    a.microBatch === b.microBatch &&
    a.precision === b.precision &&
    sizeClass(a.imageSize) === sizeClass(b.imageSize) &&
    batchClass(a.batch) === batchClass(b.batch)
  );
}

/** Null where nothing is known of the engine in such a training. */
export function speedIn(work: TrainingWork, { speeds }: Pick<EngineInfo, 'speeds'>): EngineSpeed | null {
  return speeds.find((speed) => isAlike(speed.work, work)) ?? null;
}

/** `xception, batch 128 at 128 px`; what the recipe itself says of replicas and micro-batches behind it. */
export function workText({ network, imageSize, batch, replicas, microBatch, precision }: TrainingWork): string {
  const parts = [
    `${network}, batch ${batch} at ${imageSize} px`,
    ...(replicas === 'auto' ? [] : [`replicas ${replicas}`]),
    ...(microBatch === 'auto' ? [] : [`micro-batch ${microBatch}`]),
    ...(precision === 'float32' ? [] : [`precision ${precision}`]),
  ];
  return parts.join(', ');
}

/** The multiple at or below. */
function sizeClass(imageSize: number): number {
  return Math.floor(imageSize / sideStep);
}

/** The power of two at or below. */
function batchClass(batch: number): number {
  return Math.floor(Math.log2(batch));
}
