/** The sessions of a browser host, and logging out. */
import { flushPromises, mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import SessionsCard from '../../../src/renderer/components/SessionsCard.vue';
import { connectionKey, trackConnection } from '../../../src/renderer/stores/connection';
import type { SessionInfo } from '../../../src/shared/session';
import { FakeClient } from '../fixtures/fake-client';

const own: SessionInfo = {
  ...{ id: 'a1', user: null, readOnly: false, client: '127.0.0.1', pages: 2, isOwn: true },
  ...{ startedAt: '2026-11-28T09:00:00Z', usedAt: '2026-11-28T10:00:00Z', endsAt: '2026-11-28T22:00:00Z' },
};
const ada: SessionInfo = { ...own, id: 'b2', user: 'Ada', readOnly: true, isOwn: false, pages: 1 };

it('lists them, ends another one and logs out', async () => {
  let listed = [own, ada];
  const client = new FakeClient({
    'session/list': () => listed,
    'session/end': ({ sessionId }) => {
      listed = listed.filter(({ id }) => id !== sessionId);
      return {};
    },
  });
  const view = mount(SessionsCard, { global: { provide: { [connectionKey]: trackConnection(client) } } });
  await flushPromises();
  const rows = () => view.findAll('[data-testid="session"]').map((row) => row.text());
  expect(rows()[0]).toContain('From the terminal, this page');
  expect(rows()[0]).toContain('2 pages open, from 127.0.0.1');
  expect(rows()[0]).toContain('Log out');
  expect(rows()[1]).toContain('Ada, looks only');

  await view.findAll('button')[1]?.trigger('click');
  await flushPromises();
  expect(rows()).toHaveLength(1);
  await view.get('button').trigger('click');
  await flushPromises();
  expect(client.asked.filter(({ name }) => name === 'session/end').map(({ input }) => input)).toEqual([
    { sessionId: 'b2' },
    { sessionId: 'a1' },
  ]);
});
