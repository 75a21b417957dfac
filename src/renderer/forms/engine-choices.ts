/** The engines as a form offers them. */
import { formatImageRate } from '../../shared/format';
import type { EngineInfo, EngineSpeed } from '../../shared/machine';
import type { EngineWish } from '../../shared/recipe';

export interface EngineChoice {
  readonly value: EngineWish;
  readonly label: string;
  readonly disabled: boolean;
}

/** With the speeds that are known of the network; null: none are shown. */
export function engineChoices(engines: readonly EngineInfo[], network: string | null): EngineChoice[] {
  return [
    { value: 'auto', label: autoLabel(engines, network), disabled: false },
    ...engines.map((engine) => ({
      value: engine.id,
      label: [engine.label, whatToKnow(engine, network)].filter((part) => part !== null).join(' – '),
      disabled: !engine.available,
    })),
  ];
}

export interface TakenEngine {
  readonly engine: EngineInfo;
  /** What it was taken by. */
  readonly speed: EngineSpeed;
}

/** What `auto` takes in the first training of the network that was measured; null where there is none. */
export function takenFor(engines: readonly EngineInfo[], network: string | null): TakenEngine | null {
  const taken = engines.flatMap((engine) =>
    engine.speeds.flatMap((speed, place) =>
      speed.work.network === network && speed.auto !== null ? [{ engine, speed, place }] : [],
    ),
  );
  return taken.toSorted((a, b) => a.place - b.place)[0] ?? null;
}

/** Of the first training of the network that was measured. */
export function speedFor({ speeds }: EngineInfo, network: string | null): EngineSpeed | null {
  return speeds.find(({ work, benchmark }) => work.network === network && benchmark !== null) ?? null;
}

function autoLabel(engines: readonly EngineInfo[], network: string | null): string {
  const taken = takenFor(engines, network);
  if (taken === null) return 'auto – the fastest that works';
  return `auto – ${[taken.engine.id, rateText(taken.speed)].filter((part) => part !== null).join(', ')}`;
}

function whatToKnow(engine: EngineInfo, network: string | null): string | null {
  if (!engine.available) return 'not available';
  const speed = speedFor(engine, network);
  return speed?.benchmark?.outcome === 'failed' ? 'its benchmark failed' : speed && rateText(speed);
}

/** `9.8 images/s (batch 128 at 128 px)`; null where it has not been measured. */
function rateText({ benchmark, work }: EngineSpeed): string | null {
  if (benchmark?.outcome !== 'measured') return null;
  const about = benchmark.isEstimated ? 'about ' : '';
  return `${about}${formatImageRate(benchmark.imagesPerSecond)} (batch ${work.batch} at ${work.imageSize} px)`;
}
