/** One run as it goes on: fetched, then carried along by pushed events; fetched again at a gap or a reconnection. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { toAppError, type AppError } from '../../shared/errors';
import type { RunEvent } from '../../shared/event';
import { mostLossPoints } from '../../shared/run';
import { atMostEvery } from '../stores/at-most-every';
import { onReconnected, useConnection, usePush, type Connection } from '../stores/connection';
import { applyEvents, startLive, withSummary, type LiveRun } from './live-run';

export interface LiveRunSource {
  readonly live: ShallowRef<LiveRun | null>;
  readonly error: ShallowRef<AppError | null>;
  readonly fetch: () => Promise<void>;
}

const refetchSpanMs = 2000;

export function useLiveRun(runId: () => string): LiveRunSource {
  const source = followRun(runId, useConnection());
  const { live, error, fetch } = source;
  watch(
    runId,
    () => {
      live.value = null;
      error.value = null;
      void fetch();
    },
    { immediate: true },
  );
  return source;
}

/** Follows the run from its first `fetch` on, until the scope that asked is gone. */
export function followRun(runId: () => string, connection: Connection): LiveRunSource {
  const { client } = connection;
  const live = shallowRef<LiveRun | null>(null);
  const error = shallowRef<AppError | null>(null);
  /** Events that arrived while an answer was on its way. */
  let waiting: RunEvent[] | null = null;
  let asked = 0;

  async function fetch(): Promise<void> {
    const question = ++asked;
    const events: RunEvent[] = [];
    waiting = events;
    try {
      const detail = await client.call('run/get', { runId: runId() });
      if (question !== asked) return;
      waiting = null;
      error.value = null;
      apply(startLive(detail, live.value?.imagesLoading ?? null), events);
    } catch (thrown) {
      if (question !== asked) return;
      waiting = null;
      error.value = toAppError(thrown);
    }
  }

  const fetchSoon = atMostEvery(refetchSpanMs, () => void fetch());

  function apply(base: LiveRun, events: readonly RunEvent[]): void {
    const applied = applyEvents(base, events);
    live.value = applied.live;
    // A page that is open for days: the answer is thinned, what came after it is not.
    if (applied.needsFetch || applied.live.reading.lossPoints.length > 2 * mostLossPoints) fetchSoon();
  }

  usePush(
    'run/events',
    (push) => {
      if (push.runId !== runId()) return;
      if (waiting) waiting.push(...push.events);
      else if (live.value) apply(live.value, push.events);
    },
    connection,
  );

  usePush(
    'run/changed',
    (summary) => {
      if (summary.id !== runId() || !live.value) return;
      live.value = withSummary(live.value, summary);
    },
    connection,
  );

  onReconnected(() => void fetch(), connection);
  onScopeDispose(() => fetchSoon.cancel());

  return { live, error, fetch };
}
