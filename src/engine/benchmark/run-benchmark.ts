/** Measures one engine in processes of its own, so that a native crash or a hang ends the benchmark and nothing else. */
import { availableParallelism } from 'node:os';
import { toAppError } from '../../shared/errors';
import type { EngineBenchmark } from '../../shared/machine';
import type { EngineDefinition } from '../engine';
import { BenchmarkProcess, type BenchmarkLimits } from './benchmark-process';

const usualLimits: BenchmarkLimits = { openMs: 45_000, measureMs: 60_000 };
/** More processes than this would cost more memory than the answer is worth. */
const mostProcesses = 16;

export interface BenchmarkOptions {
  /** The built benchmark.js. */
  readonly script: string;
  readonly limits?: BenchmarkLimits;
  readonly cores?: number;
  readonly now?: () => Date;
}

/** Never throws for what the engine does: a failure is an outcome, and is remembered as one. */
export async function runBenchmark(
  { id, isSingleThreaded = false }: Pick<EngineDefinition, 'id' | 'isSingleThreaded'>,
  options: BenchmarkOptions,
): Promise<EngineBenchmark> {
  const { script, limits = usualLimits, cores = availableParallelism(), now = () => new Date() } = options;
  const count = isSingleThreaded ? Math.min(cores, mostProcesses) : 1;
  const processes = Array.from({ length: count }, () => new BenchmarkProcess(script, id, limits));
  try {
    const opened = await Promise.all(processes.map((process) => process.ready()));
    const figures = await Promise.all(processes.map((process) => process.measured()));
    return {
      outcome: 'measured',
      gflops: figures.reduce((sum, { gflops }) => sum + gflops, 0),
      batch: Math.min(...figures.map(({ batch }) => batch)),
      processes: count,
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
