/** What a method says of itself to whoever shows its runs: written into each run's run.json. */
import type { MethodRecord } from '../../shared/recipe';
import type { Method } from './method';

export function recordOf(method: Method): MethodRecord {
  const { label, terms, baseline, lossHint = null, rowHint = 'after training on' } = method;
  // What starts anew for each task and is judged by that task alone has nothing that it could forget.
  const isApart = method.startsFrom === 'initial' && method.selectedBy === 'own';
  return {
    ...{ label, lossHint, rowHint, terms: [...terms] },
    baseline: baseline === undefined ? null : { meaning: baseline, isApart },
  };
}
