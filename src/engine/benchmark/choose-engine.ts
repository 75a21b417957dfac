/** Which engine `auto` takes: the fastest that works, by what was measured on this machine. */
import type { EngineInfo, EngineBenchmark } from '../../shared/machine';
import type { EngineFacts } from '../list-engines';

export type MeasuredEngine = EngineFacts & Pick<EngineInfo, 'benchmark'>;

type Measured = Extract<EngineBenchmark, { outcome: 'measured' }>;

/** With `auto` set on the one that is taken: why; null on all others, and on all while none has been measured. */
export function markChoice(engines: readonly MeasuredEngine[]): EngineInfo[] {
  const candidates = engines.flatMap((engine) => {
    const benchmark = eligibleBenchmark(engine);
    return benchmark === null ? [] : [{ id: engine.id, benchmark }];
  });
  const fastest = candidates.toSorted((a, b) => b.benchmark.gflops - a.benchmark.gflops)[0];
  const others = candidates.length - 1;
  const reason =
    others === 0 ? 'It is the only one that works.' : `It is the fastest of the ${candidates.length} that work.`;
  return engines.map((engine) => ({ ...engine, auto: engine.id === fastest?.id ? reason : null }));
}

/** A failure can be the moment's: a machine too busy, a driver that was being updated. */
const failureHoldsMs = 3_600_000;

/** Engines that `auto` would have to measure before it can choose. */
export function unmeasured<Engine extends MeasuredEngine>(engines: readonly Engine[], nowMs = Date.now()): Engine[] {
  const isOpen = (benchmark: EngineBenchmark | null) =>
    benchmark === null || (benchmark.outcome === 'failed' && nowMs - Date.parse(benchmark.measuredAt) > failureHoldsMs);
  return engines.filter(({ available, isSoftware, benchmark }) => available && !isSoftware && isOpen(benchmark));
}

function eligibleBenchmark({ available, isSoftware, benchmark }: MeasuredEngine): Measured | null {
  if (!available || isSoftware || benchmark?.outcome !== 'measured' || benchmark.isSoftware) return null;
  return benchmark;
}
