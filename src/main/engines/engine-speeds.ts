/** What is known of the engines' speeds, training by training, out of what is remembered of each. */
import type { MeasuredEngine } from '../../engine/benchmark/choose-engine';
import type { EngineFacts } from '../../engine/list-engines';
import type { EngineBenchmark, TrainingWork } from '../../shared/machine';
import { isAlike } from '../../shared/training-work';
import type { RememberedBenchmark } from './benchmark-book';

export interface RememberedEngine {
  readonly facts: EngineFacts;
  readonly benchmarks: readonly RememberedBenchmark[];
}

/** Of the trainings that are asked for, in their order, and behind them of all others that are remembered. */
export function engineSpeeds(engines: readonly RememberedEngine[], asked: readonly TrainingWork[]): MeasuredEngine[] {
  const remembered = engines.flatMap(({ benchmarks }) => benchmarks.map(({ work }) => work));
  // Of trainings that are alike the one with the smallest batch: what is known of larger ones holds for it too.
  const works = [...asked, ...remembered.toSorted((a, b) => a.batch - b.batch)].filter(
    (work, index, all) => all.findIndex((other) => isAlike(other, work)) === index,
  );
  return engines.map(({ facts, benchmarks }) => ({
    ...facts,
    speeds: works.map((work) => ({ work, benchmark: known(work, benchmarks) })),
  }));
}

/** Within a class a figure holds for batches up to the one that was measured, a failure for those from it on. */
function known(work: TrainingWork, benchmarks: readonly RememberedBenchmark[]): EngineBenchmark | null {
  const found = benchmarks.find((other) => {
    if (!isAlike(work, other.work)) return false;
    return other.benchmark.outcome === 'measured' ? work.batch <= other.work.batch : work.batch >= other.work.batch;
  });
  return found?.benchmark ?? null;
}
