/** The engines as a form offers them. */
import { formatGflops } from '../../shared/format';
import type { EngineInfo } from '../../shared/machine';
import type { EngineWish } from '../../shared/recipe';

export interface EngineChoice {
  readonly value: EngineWish;
  readonly label: string;
  readonly disabled: boolean;
}

export function engineChoices(engines: readonly EngineInfo[]): EngineChoice[] {
  return [
    { value: 'auto', label: autoLabel(engines), disabled: false },
    ...engines.map((engine) => ({
      value: engine.id,
      label: [engine.label, whatToKnow(engine)].filter((part) => part !== null).join(' – '),
      disabled: !engine.available,
    })),
  ];
}

function autoLabel(engines: readonly EngineInfo[]): string {
  const chosen = engines.find(({ auto }) => auto !== null);
  if (chosen === undefined) return 'auto – the fastest that works';
  return `auto – ${[chosen.id, speedOf(chosen)].filter((part) => part !== null).join(', ')}`;
}

function whatToKnow(engine: EngineInfo): string | null {
  if (!engine.available) return 'not available';
  return engine.benchmark?.outcome === 'failed' ? 'its benchmark failed' : speedOf(engine);
}

/** Null where it has not been measured. */
export function speedOf({ benchmark }: EngineInfo): string | null {
  return benchmark?.outcome === 'measured' ? formatGflops(benchmark.gflops) : null;
}
