/** Measures the engine that is open in this process: right first, then as much work as it does in about a second. */
import { AppError } from '../../shared/errors';
import { benchmarkFlops, BenchmarkStep, type BenchmarkSize } from './benchmark-step';

export interface BenchmarkFigure {
  /** Billions of floating-point operations a second in training steps; multiply-adds count as two. */
  readonly gflops: number;
  readonly batch: number;
}

/** Each holds sixteen times the work of the one before; slow engines stay at the smaller. */
const sizes = [
  { batch: 1, side: 2 },
  { batch: 1, side: 8 },
  { batch: 16, side: 8 },
] as const satisfies readonly BenchmarkSize[];

/** What a step of the first size gives, as the engine `cpu` computes it: loss, then sums of squares of the gradients. */
export const expectedFigures = [2334.85, 2240.5, 18449.4, 803625, 11941, 1659115] as const;
/** Of each figure; an engine with half-precision sums still passes. */
const tolerance = 0.02;

/** Of one step; a larger size whose step would take longer is not tried. */
const longestStepMs = 3000;
const measuredMs = 1000;
const leastSteps = 2;

/** Throws AppError('unavailable') when the engine computes something wrong. */
export async function measureBenchmark(now: () => number = () => performance.now()): Promise<BenchmarkFigure> {
  let figure: BenchmarkFigure | null = null;
  for (const size of sizes) {
    const step = new BenchmarkStep(size);
    try {
      const first = await step.run();
      if (figure === null) refuseWrong(first);
      const stepMs = await medianStepMs(step, now);
      figure = { gflops: benchmarkFlops(size) / stepMs / 1e6, batch: size.batch };
      if (stepMs * 16 > longestStepMs) break;
    } finally {
      step.dispose();
    }
  }
  if (figure === null) throw new AppError('internal', 'The benchmark has no sizes.');
  return figure;
}

async function medianStepMs(step: BenchmarkStep, now: () => number): Promise<number> {
  const times: number[] = [];
  const startedAt = now();
  const spanMs = step.size.batch === sizes[2].batch ? measuredMs : measuredMs / 10;
  do {
    const before = now();
    await step.run();
    times.push(now() - before);
  } while (times.length < leastSteps || now() - startedAt < spanMs);
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? 0;
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
