/** How a batch is shared: contiguous parts, one after the other by rank, as `nn.DataParallel` scatters it. */

/** Rows of a batch, `to` exclusive. */
export interface BatchPart {
  readonly from: number;
  readonly to: number;
}

/** Sizes differ by one at most, the larger ones first; parts without rows are at the end. */
export function splitBatch(count: number, parts: number): BatchPart[] {
  const least = Math.floor(count / parts);
  const larger = count % parts;
  const startOf = (part: number) => part * least + Math.min(part, larger);
  return Array.from({ length: parts }, (_, part) => ({ from: startOf(part), to: startOf(part + 1) }));
}

export function sizeOf({ from, to }: BatchPart): number {
  return to - from;
}
