/** Ctrl+C in a terminal and a polite kill: asked to end, and asked again. */

export interface Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Aborted by one that comes a while later: whoever sends it does not want to wait. */
  readonly again: AbortSignal;
  /** Hears no more. */
  end(): void;
}

interface Source {
  on(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
}

interface Heard {
  readonly signals?: readonly string[];
  readonly source?: Source;
  readonly now?: () => number;
}

/**
 * One Ctrl+C arrives several times where npm or a script stands between: from the terminal, which tells every process of
 * the group, and from those that hand it on.
 */
const onceMs = 700;

export function watchInterruption({
  signals = ['SIGINT', 'SIGTERM'],
  source = process,
  now = () => performance.now(),
}: Heard = {}): Interruption {
  const first = new AbortController();
  const again = new AbortController();
  let firstAt = Infinity;
  const hear = () => {
    if (!first.signal.aborted) {
      firstAt = now();
      first.abort();
    } else if (now() - firstAt > onceMs) {
      again.abort();
    }
  };
  for (const signal of signals) source.on(signal, hear);
  return {
    signal: first.signal,
    again: again.signal,
    end() {
      for (const signal of signals) source.off(signal, hear);
    },
  };
}
