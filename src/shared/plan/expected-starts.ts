/** When each of the waiting runs will start, and when all are done, if every run takes as long as expected. Pure. */

export interface RunAhead {
  /** How many cores it takes. */
  readonly cores: number;
  /** Until it ends, once it is at work; null where nothing is known. */
  readonly seconds: number | null;
}

export interface Expected {
  /** From now, for each waiting run in its order; null behind a run of which nothing is known. */
  readonly startsIn: readonly (number | null)[];
  /** Until the last one ends; null where that is not known. */
  readonly endsIn: number | null;
}

/** As the queue starts them: in their order, each as soon as its cores are free; one that is too large waits until it is alone. */
export function expectedStarts(busy: readonly RunAhead[], waiting: readonly RunAhead[], slots: number): Expected {
  const atWork = busy.map(({ cores, seconds }) => ({ cores, ends: seconds ?? Infinity }));
  const startsIn: (number | null)[] = [];
  let now = 0;
  let last = Math.max(0, ...atWork.map(({ ends }) => ends));
  for (const { cores, seconds } of waiting) {
    const taken = () => atWork.reduce((sum, run) => sum + run.cores, 0);
    while (atWork.length > 0 && taken() + cores > slots) {
      now = Math.max(now, Math.min(...atWork.map(({ ends }) => ends)));
      for (const done of atWork.filter(({ ends }) => ends <= now)) atWork.splice(atWork.indexOf(done), 1);
    }
    startsIn.push(Number.isFinite(now) ? now : null);
    const ends = now + (seconds ?? Infinity);
    atWork.push({ cores, ends });
    last = Math.max(last, ends);
  }
  return { startsIn, endsIn: Number.isFinite(last) ? last : null };
}
