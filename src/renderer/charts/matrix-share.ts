/** Where a value stands on the heat map's scale, which is the same for every matrix: 0.5 is chance, 1 is perfect. */

/** Percent of the way from chance to perfect; below chance counts as chance. */
export function heatPercent(auc: number): number {
  return Math.round(Math.min(1, Math.max(0, (auc - 0.5) * 2)) * 92);
}
