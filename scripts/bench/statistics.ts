/** Medians and ratios of alternated timings. */

/** Seconds of the steps of one round, one entry per step. */
export interface Round {
  readonly ours: readonly number[];
  readonly peer: readonly number[];
}

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export interface Comparison {
  readonly ours: Spread;
  readonly peer: Spread;
  /** Median of ours over median of the peer's, over all steps of all rounds: below 1 we are faster. */
  readonly ratio: number;
  /** The same within each round. */
  readonly roundRatios: readonly number[];
}

/** Throws RangeError for no values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('There is no median of no values.');
  return (lower + upper) / 2;
}

/** Throws RangeError for no values. */
export function spread(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

/** Throws RangeError where a side has no step. */
export function compare(rounds: readonly Round[]): Comparison {
  const ours = spread(rounds.flatMap((round) => round.ours));
  const peer = spread(rounds.flatMap((round) => round.peer));
  return {
    ours,
    peer,
    ratio: ours.median / peer.median,
    roundRatios: rounds.map((round) => median(round.ours) / median(round.peer)),
  };
}
