/** What the page's title says of runs that ended or fell silent while nobody looked. */
import type { RunNotice } from './run-watch';

/** In the order in which a person wants to know. */
const words = [
  ['failed', 'failed'],
  ['interrupted', 'interrupted'],
  ['stalled', 'silent'],
  ['complete', 'complete'],
] as const satisfies readonly (readonly [RunNotice['what'], string])[];

/** `1 failed, 2 complete`; null where nothing happened. Of each run the latest counts. */
export function titleMark(notices: readonly RunNotice[]): string | null {
  const latest = new Map(notices.map(({ run, what }) => [run.id, what]));
  const parts = words.flatMap(([what, word]) => {
    const count = [...latest.values()].filter((one) => one === what).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return parts.length === 0 ? null : parts.join(', ');
}
