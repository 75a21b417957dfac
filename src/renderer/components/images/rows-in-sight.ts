/** Which rows of a grid are in sight: only those are drawn. */

export interface Sight {
  /** Pixels. */
  readonly scrollTop: number;
  readonly height: number;
  readonly rowHeight: number;
  /** Rows drawn beyond both edges. */
  readonly beyond: number;
}

/** The first row, and the one after the last. */
export function rowsInSight(
  rows: number,
  { scrollTop, height, rowHeight, beyond }: Sight,
): { from: number; to: number } {
  const first = Math.floor(scrollTop / rowHeight) - beyond;
  const from = Math.max(0, Math.min(rows, first));
  const to = Math.min(rows, Math.ceil((scrollTop + height) / rowHeight) + beyond);
  return { from, to: Math.max(from, to) };
}
