/** Every run's summary, kept current by pushes. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { BinEntry } from '../../shared/bin';
import { toAppError, type AppError } from '../../shared/errors';
import type { NotesFile, RunSummary } from '../../shared/run';
import { atMostEvery } from './at-most-every';
import { onReconnected, useConnection, usePush } from './connection';

interface RunMarks {
  readonly runIds: string[];
  readonly addTags?: string[];
  readonly removeTags?: string[];
  readonly archived?: boolean;
}

const putSpanMs = 150;

export const useRunsStore = defineStore('runs', () => {
  const { client } = useConnection();
  const byId = shallowRef<ReadonlyMap<string, RunSummary>>(new Map());
  /** When all of them were asked for last, in milliseconds; null before the first time. */
  const loadedAt = ref<number | null>(null);
  const isLoaded = computed(() => loadedAt.value !== null);
  const error = shallowRef<AppError | null>(null);

  const newestFirst = computed(() =>
    [...byId.value.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id)),
  );

  function put(...summaries: readonly RunSummary[]): void {
    const next = new Map(byId.value);
    for (const summary of summaries) next.set(summary.id, summary);
    byId.value = next;
  }

  async function load(): Promise<void> {
    try {
      const summaries = await client.call('run/list', {});
      byId.value = new Map(summaries.map((summary) => [summary.id, summary]));
      loadedAt.value = performance.now();
      error.value = null;
    } catch (thrown) {
      error.value = toAppError(thrown);
    }
  }

  async function pause(runId: string): Promise<void> {
    put(await client.call('run/pause', { runId }));
  }

  /** `data`: where the images lie that have moved. */
  async function resume(runId: string, data?: string): Promise<void> {
    put(await client.call('run/resume', { runId, ...(data !== undefined && { data }) }));
  }

  /** This machine starts it from now on, or that executor. */
  async function startBy(runId: string, executor: string): Promise<void> {
    put(await client.call('run/resume', { runId, executor }));
  }

  async function stop(runId: string): Promise<void> {
    put(await client.call('run/stop', { runId }));
  }

  /** Ends the worker of one that hangs; it goes on from its last checkpoint. */
  async function restart(runId: string): Promise<void> {
    put(await client.call('run/restart', { runId }));
  }

  async function annotate(runId: string, notes: Partial<NotesFile>): Promise<void> {
    put(await client.call('run/annotate', { runId, notes }));
  }

  async function mark(change: RunMarks): Promise<void> {
    put(...(await client.call('run/mark', { addTags: [], removeTags: [], ...change })));
  }

  async function moveToBin(runIds: readonly string[]): Promise<BinEntry[]> {
    const entries = await client.call('run/delete', { runIds: [...runIds] });
    forget(entries.map(({ id }) => id));
    return entries;
  }

  /** Also of evaluations, which come back by their own push. */
  async function restore(entries: readonly string[]): Promise<void> {
    const { runIds } = await client.call('bin/restore', { entries: [...entries] });
    if (runIds.length > 0) await load();
  }

  function forget(runIds: readonly string[]): void {
    const next = new Map(byId.value);
    for (const id of runIds) next.delete(id);
    byId.value = next;
  }

  /** While run folders are taken in there is one for each: a table of thousands is not drawn anew for every one. */
  const arrived: RunSummary[] = [];
  const putArrived = atMostEvery(putSpanMs, () => put(...arrived.splice(0)));
  usePush('run/changed', (summary) => {
    arrived.push(summary);
    putArrived();
  });
  usePush('run/removed', ({ runIds }) => {
    arrived.splice(0, arrived.length, ...arrived.filter(({ id }) => !runIds.includes(id)));
    forget(runIds);
  });
  usePush('experiment/created', (experiment) => put(...experiment.runs));
  onReconnected(() => void load());

  return {
    ...{ byId, newestFirst, isLoaded, loadedAt, error },
    ...{ load, put, pause, resume, startBy, stop, restart, annotate, mark, moveToBin, restore },
  };
});
