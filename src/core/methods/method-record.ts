/** What a method says of itself to whoever shows its runs: written into each run's run.json. */
import type { MethodRecord } from '../../shared/recipe';
import type { Method } from './method';

export function recordOf({ label, terms, shown = {} }: Method): MethodRecord {
  const { baseline = null, lossHint = null, rowHint = 'after training on' } = shown;
  return { label, terms: [...terms], baseline, lossHint, rowHint };
}
