/** The runs that a typed query asks for; while it cannot be read yet, those of the last one that found some. */
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
    try {
      const test = compileSearch(query, runs(), { withArchived });
      const found = runs().filter(test);
      // On the way to `method = cored` there is the word "method", which no run may have.
      if (found.length > 0) lastTest = test;
      return { runs: found, problem: null };
    } catch (thrown) {
      return { runs: runs().filter(lastTest), problem: toAppError(thrown).message };
    }
  });
}
