/** Runs laid over another one: carried along by what their workers write, until they are taken away. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import { mostOverlaid, useOverlaidRunsStore } from '../../../src/renderer/stores/overlaid-runs';
import type { RunEvent } from '../../../src/shared/event';
import { AppError } from '../../../src/shared/errors';
import { FakeClient } from '../fixtures/fake-client';
import { mountPart } from '../fixtures/mount-view';
import { sampleDetail } from '../fixtures/sample-data';

type Store = ReturnType<typeof useOverlaidRunsStore>;

const paused = (sequence: number): RunEvent => ({ sequence, time: '', body: { type: 'run/paused' } });

/** Each asked for by its own id. */
function clientOfRuns(): FakeClient {
  return new FakeClient({
    'run/get': ({ runId }) => {
      const detail = sampleDetail({ stagesDone: 1 });
      return { ...detail, summary: { ...detail.summary, id: runId } };
    },
  });
}

function storeOver(client: FakeClient): Store {
  const stores: Store[] = [];
  const Part = defineComponent({
    setup() {
      stores.push(useOverlaidRunsStore());
      return () => h('div');
    },
  });
  mountPart(Part, {}, client);
  const [store] = stores;
  if (!store) throw new Error('not mounted');
  return store;
}

const shown = (store: Store) => store.details.map(({ summary }) => [summary.id, summary.state]);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('follows a run that trains, and no more once it is taken away', async () => {
  const client = clientOfRuns();
  const store = storeOver(client);
  await store.add('run-b');
  expect(shown(store)).toEqual([['run-b', 'training']]);
  client.push('run/events', { runId: 'run-c', events: [paused(401)] });
  client.push('run/events', { runId: 'run-b', events: [paused(401)] });
  await vi.advanceTimersByTimeAsync(600);
  expect(shown(store)).toEqual([['run-b', 'paused']]);
  store.remove('run-b');
  client.push('run/events', { runId: 'run-b', events: [paused(450)] });
  await vi.advanceTimersByTimeAsync(5000);
  expect(shown(store)).toEqual([]);
  expect(client.countOf('run/get')).toBe(1);
});

it('asks again when the connection was lost', async () => {
  const client = clientOfRuns();
  const store = storeOver(client);
  await store.add('run-b');
  client.setState('lost');
  await flushPromises();
  client.setState('open');
  await flushPromises();
  expect(client.countOf('run/get')).toBe(2);
});

it('keeps the newest, each once, and leaves nothing of one that cannot be read', async () => {
  const client = clientOfRuns();
  const store = storeOver(client);
  for (let number = 1; number <= mostOverlaid + 1; number += 1) await store.add(`run-${number}`);
  await store.add('run-3');
  expect(shown(store).map(([id]) => id)).toEqual(['run-2', 'run-4', 'run-5', 'run-3']);
  client.answers = {
    'run/get': () => {
      throw new AppError('not-found', 'There is no such run.');
    },
  };
  await expect(store.add('run-9')).rejects.toMatchObject({ code: 'not-found' });
  expect(shown(store)).toHaveLength(mostOverlaid);
});
