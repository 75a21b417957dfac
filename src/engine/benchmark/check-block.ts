/** Holds the open engine's numbers to those of `cpu`, and tells by the same small block about how fast it is. */
import { AppError } from '../../shared/errors';
import { blockFlops, BlockStep, type BlockSize } from './block-step';
import { medianSeconds, type Clock } from './median-seconds';

/** The second holds sixteen times the work of the first; slow engines stay at that. */
const sizes = [
  { batch: 1, side: 2 },
  { batch: 1, side: 8 },
] as const satisfies readonly BlockSize[];

/** What a step of the first size gives, as the engine `cpu` computes it: loss, then sums of squares of the gradients. */
export const expectedFigures = [2334.85, 2240.5, 18449.4, 803625, 11941, 1659115] as const;
/** Of each figure; an engine with half-precision sums still passes. */
const tolerance = 0.02;

/** Of one step; the larger size is not tried where its step would take longer. */
const longestSeconds = 0.5;

/**
 * Floating-point operations a second, multiply-adds counted as two; less than in a whole network on devices that want more
 * work at once. Throws AppError('unavailable') when the engine computes something wrong.
 */
export async function checkBlock(now: Clock): Promise<number> {
  let flops: number | null = null;
  for (const size of sizes) {
    const step = new BlockStep(size);
    try {
      const figures = await step.run();
      if (flops === null) refuseWrong(figures);
      const seconds = await medianSeconds(() => step.run(), { now, leastSteps: 2, spanSeconds: 0.05 });
      flops = blockFlops(size) / seconds;
      if (seconds * 16 > longestSeconds) break;
    } finally {
      step.dispose();
    }
  }
  if (flops === null) throw new AppError('internal', 'The block has no sizes.');
  return flops;
}

function refuseWrong(figures: readonly number[]): void {
  const wrong = expectedFigures.findIndex((expected, index) => {
    const found = figures[index] ?? Number.NaN;
    return !(Math.abs(found - expected) <= tolerance * expected);
  });
  if (wrong === -1) return;
  const what = wrong === 0 ? 'The loss' : `Gradient ${wrong}`;
  throw new AppError(
    'unavailable',
    `${what} of the benchmark came out as ${figures[wrong]} instead of ${expectedFigures[wrong]}: this engine computes wrongly on this machine.`,
  );
}
