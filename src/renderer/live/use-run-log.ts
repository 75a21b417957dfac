/** A run's log: what is new since the last line, asked for at most once a second while events come in. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { toAppError, type AppError } from '../../shared/errors';
import type { LogLine } from '../../shared/run';
import { atMostEvery } from '../stores/at-most-every';
import { onReconnected, useConnection } from '../stores/connection';

export interface RunLog {
  readonly lines: ShallowRef<readonly LogLine[]>;
  readonly error: ShallowRef<AppError | null>;
}

export function useRunLog(runId: () => string, lastSequence: () => number): RunLog {
  const { client } = useConnection();
  const lines = shallowRef<readonly LogLine[]>([]);
  const error = shallowRef<AppError | null>(null);
  let isAsking = false;
  let isStale = false;

  async function fetch(): Promise<void> {
    if (isAsking) {
      isStale = true;
      return;
    }
    isAsking = true;
    const id = runId();
    try {
      const added = await client.call('run/log', { runId: id, after: lines.value.at(-1)?.sequence ?? 0 });
      if (id === runId() && added.length > 0) lines.value = [...lines.value, ...added];
      error.value = null;
    } catch (thrown) {
      error.value = toAppError(thrown);
    } finally {
      isAsking = false;
    }
    if (isStale) {
      isStale = false;
      fetchSoon();
    }
  }

  const fetchSoon = atMostEvery(1000, () => void fetch());

  watch(runId, () => {
    lines.value = [];
    fetchSoon();
  });
  // A run without events has no lines; of others the curves are asked for first, which are in sight.
  watch(lastSequence, (sequence) => sequence > 0 && fetchSoon(), { immediate: true });
  onReconnected(fetchSoon);
  onScopeDispose(() => fetchSoon.cancel());

  return { lines, error };
}
