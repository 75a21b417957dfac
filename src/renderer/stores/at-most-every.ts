/** Calls a function at once and then at most once in a span, the last call never lost. */
export interface Throttled {
  (): void;
  cancel(): void;
}

/** @param spanMs shortest time between two calls, in milliseconds */
export function atMostEvery(spanMs: number, action: () => void): Throttled {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isWanted = false;

  function run(): void {
    isWanted = false;
    timer = setTimeout(() => {
      timer = null;
      if (isWanted) run();
    }, spanMs);
    action();
  }

  const throttled = () => {
    if (timer === null) run();
    else isWanted = true;
  };
  throttled.cancel = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    isWanted = false;
  };
  return throttled;
}
