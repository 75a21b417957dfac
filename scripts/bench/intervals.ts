/** When tfjs computed, and how much of an epoch that was. */

/** Names the folder into which engine-time.ts writes. */
export const timesFolderVariable = 'CORED_BENCH_TIMES';

/** Milliseconds of one clock. */
export interface Interval {
  readonly begin: number;
  readonly end: number;
}

export interface EpochShare {
  readonly epochs: number;
  readonly seconds: number;
  readonly engineSeconds: number;
  /** Of the time, between 0 and 1. */
  readonly outsideShare: number;
}

/** An epoch's end, as a run's events tell it. */
export interface EpochEnd {
  readonly stage: number;
  readonly epoch: number;
  readonly at: number;
}

/** Lines of "begin end"; a last line without an end (its process was killed) is left out. */
export function parseIntervals(text: string): Interval[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [begin = NaN, end = NaN] = line.split(' ').map(Number);
      return { begin, end };
    });
}

/** Milliseconds of `window` that at least one interval covers. */
export function coveredMs(intervals: readonly Interval[], window: Interval): number {
  let covered = 0;
  let reached = window.begin;
  for (const { begin, end } of [...intervals].sort((left, right) => left.begin - right.begin)) {
    const from = Math.max(begin, reached);
    const to = Math.min(end, window.end);
    if (to > from) covered += to - from;
    reached = Math.max(reached, Math.min(end, window.end));
  }
  return covered;
}

/** The epochs that follow another of the same stage, from its end to theirs. Null where there is none. */
export function shareOfEpochs(ends: readonly EpochEnd[], intervals: readonly Interval[]): EpochShare | null {
  let ms = 0;
  let engineMs = 0;
  let epochs = 0;
  for (const { stage, epoch, at } of ends) {
    const before = ends.find((other) => other.stage === stage && other.epoch === epoch - 1);
    if (!before) continue;
    epochs += 1;
    ms += at - before.at;
    engineMs += coveredMs(intervals, { begin: before.at, end: at });
  }
  if (epochs === 0) return null;
  return { epochs, seconds: ms / 1000, engineSeconds: engineMs / 1000, outsideShare: 1 - engineMs / ms };
}
