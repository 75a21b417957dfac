/** Contiguous rows of a batch, as `nn.DataParallel` scatters them: by rank, and within a rank by micro-batch. */

/** `to` is exclusive. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** Sizes differ by one at most, the larger ones first; ranges without rows are at the end. */
export function splitRows(count: number, ranges: number): RowRange[] {
  const least = Math.floor(count / ranges);
  const larger = count % ranges;
  const startOf = (range: number) => range * least + Math.min(range, larger);
  return Array.from({ length: ranges }, (_, range) => ({ from: startOf(range), to: startOf(range + 1) }));
}

export function rowCount({ from, to }: RowRange): number {
  return to - from;
}

/** Who computes which rows. */
export interface Sharing {
  readonly rank: number;
  readonly ranks: number;
  /** Per rank. */
  readonly microBatches: number;
}

/** The micro-batches of one rank, those with rows alone. */
export function microBatchesOf(count: number, { rank, ranks, microBatches }: Sharing): RowRange[] {
  const all = splitRows(count, ranks * microBatches);
  return all.slice(rank * microBatches, (rank + 1) * microBatches).filter((range) => rowCount(range) > 0);
}

/** All rows of one rank. */
export function rowsOfRank(count: number, sharing: Sharing): RowRange {
  const own = microBatchesOf(count, sharing);
  return { from: own[0]?.from ?? count, to: own.at(-1)?.to ?? count };
}
