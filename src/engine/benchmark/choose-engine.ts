/** Which engine `auto` takes for a training: the fastest that works, by what was measured on this machine. */
import type { EngineBenchmark, EngineInfo, EngineSpeed, TrainingWork } from '../../shared/machine';
import { speedIn } from '../../shared/training-work';
import type { EngineFacts } from '../list-engines';

/** What was measured of it, one for each training; the same trainings for all engines. */
export interface MeasuredEngine extends EngineFacts {
  readonly speeds: readonly Pick<EngineSpeed, 'work' | 'benchmark'>[];
}

type Measured = Extract<EngineBenchmark, { outcome: 'measured' }>;

/** With `auto` set on the one that is taken for a training: why; null on all others, and on all while none has been measured. */
export function markChoice(engines: readonly MeasuredEngine[]): EngineInfo[] {
  return engines.map((engine) => ({
    ...engine,
    speeds: engine.speeds.map((speed, place) => ({ ...speed, auto: whyTaken(engine, place, engines) })),
  }));
}

function whyTaken(engine: MeasuredEngine, place: number, engines: readonly MeasuredEngine[]): string | null {
  const candidates = engines.flatMap((candidate) => {
    const benchmark = eligibleBenchmark(candidate, place);
    return benchmark === null ? [] : [{ id: candidate.id, benchmark }];
  });
  const fastest = candidates.toSorted((a, b) => b.benchmark.imagesPerSecond - a.benchmark.imagesPerSecond)[0];
  if (engine.id !== fastest?.id) return null;
  return candidates.length === 1
    ? 'It is the only one that works.'
    : `It is the fastest of the ${candidates.length} that work.`;
}

/** A failure can be the moment's: a machine too busy, a driver that was being updated. */
const failureHoldsMs = 3_600_000;

/** Engines that `auto` would have to measure before it can choose. */
export function unmeasured(engines: readonly EngineInfo[], work: TrainingWork, nowMs = Date.now()): EngineInfo[] {
  const isOpen = (benchmark: EngineBenchmark | null) =>
    benchmark === null || (benchmark.outcome === 'failed' && nowMs - Date.parse(benchmark.measuredAt) > failureHoldsMs);
  return engines.filter(
    (engine) => engine.available && !engine.isSoftware && isOpen(speedIn(work, engine)?.benchmark ?? null),
  );
}

function eligibleBenchmark({ available, isSoftware, speeds }: MeasuredEngine, place: number): Measured | null {
  const benchmark = speeds[place]?.benchmark;
  if (!available || isSoftware || benchmark?.outcome !== 'measured' || benchmark.isSoftware) return null;
  return benchmark;
}
