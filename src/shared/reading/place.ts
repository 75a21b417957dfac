/** Where in a training something happened, and how such places follow one another. */

/** What has no epoch or batch stands before everything of its stage or epoch. */
export interface Place {
  readonly stage: number;
  readonly epoch?: number;
  readonly batch?: number;
}

/** Below zero where `a` comes first. */
export function comparePlaces(a: Place, b: Place): number {
  return a.stage - b.stage || (a.epoch ?? 0) - (b.epoch ?? 0) || (a.batch ?? 0) - (b.batch ?? 0);
}

/** Takes away, in place, what lies at or behind a place; the items are in order. */
export function cutFrom(items: Place[], place: Place): void {
  let kept = items.length;
  for (let last = items[kept - 1]; last && comparePlaces(last, place) >= 0; last = items[kept - 1]) kept -= 1;
  items.length = kept;
}
