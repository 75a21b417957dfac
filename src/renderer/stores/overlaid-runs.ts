/** Runs whose curves are laid over those of the run that is shown, carried along as they train. */
import { defineStore } from 'pinia';
import { effectScope, onScopeDispose, shallowRef, watch } from 'vue';
import { AppError } from '../../shared/errors';
import type { RunDetail } from '../../shared/run';
import { followRun, type LiveRunSource } from '../live/use-live-run';
import { atMostEvery } from './at-most-every';
import { useConnection } from './connection';

/** More could not be told apart. */
export const mostOverlaid = 4;
/** Several runs that train tell of themselves many times a second, and each time all curves are put together anew. */
const drawSpanMs = 500;

interface Followed {
  readonly source: LiveRunSource;
  stop(): void;
}

export const useOverlaidRunsStore = defineStore('overlaid-runs', () => {
  const connection = useConnection();
  const followed = new Map<string, Followed>();
  const details = shallowRef<readonly RunDetail[]>([]);

  function show(): void {
    details.value = [...followed.values()].flatMap(({ source }) => source.live.value?.detail ?? []);
  }
  const showSoon = atMostEvery(drawSpanMs, show);
  onScopeDispose(() => showSoon.cancel());

  /** Throws what the call throws. */
  async function add(runId: string): Promise<void> {
    const run = follow(runId);
    await run.source.fetch();
    const error = run.source.error.value;
    if (error !== null) {
      run.stop();
      throw error;
    }
    forget(runId);
    followed.set(runId, run);
    for (const first of [...followed.keys()].slice(0, -mostOverlaid)) forget(first);
    show();
  }

  function follow(runId: string): Followed {
    const scope = effectScope(true);
    const source = scope.run(() => {
      const run = followRun(() => runId, connection);
      watch(run.live, () => showSoon());
      return run;
    });
    if (source === undefined) throw new AppError('internal', 'A scope that was just made is active.');
    return { source, stop: () => scope.stop() };
  }

  function forget(runId: string): void {
    followed.get(runId)?.stop();
    followed.delete(runId);
  }

  function remove(runId: string): void {
    forget(runId);
    show();
  }

  return { details, add, remove };
});
