/** How long something takes that is done again and again. */

/** Milliseconds from any fixed point. */
export type Clock = () => number;

export interface Repetition {
  readonly now: Clock;
  readonly leastSteps: number;
  /** More steps are taken until this time has passed. */
  readonly spanSeconds: number;
}

export async function medianSeconds(
  step: () => Promise<unknown>,
  { now, leastSteps, spanSeconds }: Repetition,
): Promise<number> {
  const times: number[] = [];
  const startedAt = now();
  do {
    const before = now();
    await step();
    times.push((now() - before) / 1000);
  } while (times.length < leastSteps || now() - startedAt < spanSeconds * 1000);
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? 0;
}
