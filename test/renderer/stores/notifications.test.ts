/** The browser's notifications: asked for by the person, shown only when they are granted. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useNotificationsStore } from '../../../src/renderer/stores/notifications';
import { FakeClient } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';
import { emptyAnswers } from '../fixtures/sample-answers';
import { sampleSettings, sampleSummary } from '../fixtures/sample-data';

const finishedRun = sampleSummary();
const answer = vi.fn(() => Promise.resolve('granted'));
const shown: { title: string; onclick?: () => void }[] = [];
class StandIn {
  static permission = 'default';
  static requestPermission = answer;
  onclick?: () => void;
  constructor(readonly title: string) {
    shown.push(this);
  }
  close = () => undefined;
}

const withoutDesktop = () =>
  new FakeClient({ ...emptyAnswers(), 'settings/get': () => ({ ...sampleSettings, applicable: [] }) });

beforeEach(() => {
  vi.stubGlobal('Notification', StandIn);
  localStorage.clear();
  answer.mockClear();
  shown.length = 0;
});
afterEach(() => {
  document.body.innerHTML = '';
});

it('asks the browser when the person asks for them, and not before', async () => {
  const { byId } = await mountAt('/engine', withoutDesktop());
  expect(answer).not.toHaveBeenCalled();
  await byId('browser-notifies').find('input').setValue(true);
  await flushPromises();
  expect(answer).toHaveBeenCalledOnce();
  const open = vi.fn();
  useNotificationsStore().show({ what: 'failed', run: finishedRun }, open);
  expect(shown.map(({ title }) => title)).toEqual([`Failed: ${finishedRun.experimentName}, ${finishedRun.name}`]);
  shown[0]?.onclick?.();
  expect(open).toHaveBeenCalledOnce();
});

it('says where they can be allowed again when the browser refuses', async () => {
  answer.mockResolvedValueOnce('denied');
  const { byId } = await mountAt('/engine', withoutDesktop());
  await byId('browser-notifies').find('input').setValue(true);
  await flushPromises();
  expect(byId('browser-settings').text()).toContain('This browser refuses notifications');
  useNotificationsStore().show({ what: 'complete', run: finishedRun }, () => undefined);
  expect(shown).toEqual([]);
});
