/** The runs that a typed query asks for; while it cannot be read yet, those of the last one that could. */
import { computed, type ComputedRef } from 'vue';
import { toAppError } from '../../shared/errors';
import type { RunSummary } from '../../shared/run';
import { compileSearch } from '../../shared/run-query/find-runs';
import type { RunTest } from '../../shared/run-query/match-query';

export interface FoundRuns {
  readonly runs: readonly RunSummary[];
  /** Why the query cannot be read; null when it can. */
  readonly problem: string | null;
}

export function useRunQuery(
  asked: () => { readonly query: string; readonly withArchived: boolean },
  runs: () => readonly RunSummary[],
): ComputedRef<FoundRuns> {
  let lastTest: RunTest = (run) => run.archived !== true;
  return computed(() => {
    const { query, withArchived } = asked();
    let problem: string | null = null;
    try {
      lastTest = compileSearch(query, runs(), { withArchived });
    } catch (thrown) {
      problem = toAppError(thrown).message;
    }
    return { runs: runs().filter(lastTest), problem };
  });
}
