/** Measures one engine in processes of its own, so that a native crash or a hang ends the benchmark and nothing else. */
import type { MicroBatchPlan } from '../../core/training/planning/plan-micro-batches';
import { toAppError } from '../../shared/errors';
import type { EngineBenchmark, TrainingWork } from '../../shared/machine';
import type { EngineId } from '../../shared/recipe';
import { BenchmarkProcess, type BenchmarkLimits } from './benchmark-process';

const usualLimits: BenchmarkLimits = { openMs: 45_000, measureMs: 60_000 };
/** An engine that is so many times slower than the fastest is not measured to the end. */
const farBehind = 50;

export interface BenchmarkAsked {
  readonly engine: EngineId;
  readonly work: TrainingWork;
  /** How the engine would share a batch. */
  readonly parts: MicroBatchPlan;
  /** Images a second of the fastest engine so far; null while there is none. */
  readonly fastest: number | null;
}

export interface BenchmarkOptions {
  /** The built benchmark.js. */
  readonly script: string;
  readonly limits?: BenchmarkLimits;
  readonly now?: () => Date;
}

/** Never throws for what the engine does: a failure is an outcome, and is remembered as one. */
export async function runBenchmark(asked: BenchmarkAsked, options: BenchmarkOptions): Promise<EngineBenchmark> {
  const { script, limits = usualLimits, now = () => new Date() } = options;
  const { engine, work, parts, fastest } = asked;
  const { network, imageSize, batch, precision } = work;
  const { replicas, microBatches } = parts;
  const images = Math.ceil(batch / replicas);
  const slowest = (fastest ?? 0) / farBehind / replicas;
  const share = { network, imageSize, precision, images, microBatches, slowest };
  const processes = Array.from({ length: replicas }, () => new BenchmarkProcess({ script, engine, share, limits }));
  try {
    const opened = await Promise.all(processes.map((process) => process.ready()));
    const figures = await Promise.all(processes.map((process) => process.measured()));
    // Replicas wait for each other in every step.
    const slowestShare = Math.min(...figures.map(({ imagesPerSecond }) => imagesPerSecond));
    return {
      outcome: 'measured',
      imagesPerSecond: (slowestShare * batch) / images,
      images: Math.min(
        batch,
        figures.reduce((sum, figure) => sum + figure.images, 0),
      ),
      replicas,
      isEstimated: figures.some(({ isEstimated }) => isEstimated),
      device: opened[0]?.device ?? '',
      isSoftware: opened.some(({ isSoftware }) => isSoftware),
      measuredAt: now().toISOString(),
    };
  } catch (error) {
    return { outcome: 'failed', message: toAppError(error).message, measuredAt: now().toISOString() };
  } finally {
    for (const process of processes) process.end();
  }
}
