/** The frame of every view. */
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, expect, it, vi } from 'vitest';
import { createMemoryHistory } from 'vue-router';
import App from '../../src/renderer/App.vue';
import { createWorkbenchRouter } from '../../src/renderer/router';
import { connectionKey, trackConnection } from '../../src/renderer/stores/connection';
import { ChartStandIn } from './fixtures/chart-stand-in';
import { FakeClient } from './fixtures/fake-client';
import { finishedAnswers } from './fixtures/sample-answers';
import { sampleDetail, sampleSummary } from './fixtures/sample-data';

async function open(address: string, client = new FakeClient(finishedAnswers())) {
  const router = createWorkbenchRouter(createMemoryHistory());
  const view = mount(App, {
    global: {
      plugins: [createPinia(), router],
      provide: { [connectionKey]: trackConnection(client) },
      stubs: { LineChart: ChartStandIn },
    },
    attachTo: document.body,
  });
  await router.push(address);
  await flushPromises();
  return { router, view };
}

afterEach(() => {
  document.body.innerHTML = '';
});

it('says how far the taking in of run folders is, until none is left', async () => {
  const client = new FakeClient({
    ...finishedAnswers(),
    'registry/importing': () => ({ importing: { done: 3, total: 350 } }),
  });
  const { view } = await open('/runs', client);
  const banner = () => view.find('[data-testid="importing"]');
  expect(banner().text()).toContain('3 of 350');
  client.push('registry/importing', { importing: { done: 4, total: 350 } });
  await flushPromises();
  expect(banner().text()).toContain('4 of 350');
  client.push('registry/importing', { importing: null });
  await flushPromises();
  expect(banner().exists()).toBe(false);
  view.unmount();
});

it('says that the registry is damaged, makes it anew at a click, and what came of it', async () => {
  const rebuilt = {
    ...{ runs: 4, unreadable: 1, keptAs: '/w/backups/registry-before-rebuild-1.sqlite' },
    problems: ['"/w/runs/run-z" is no run folder.'],
    lost: ['The order of the queue could not be read.'],
  };
  const client = new FakeClient({ ...finishedAnswers(), 'registry/rebuild': () => rebuilt });
  const { view } = await open('/runs', client);
  const banner = () => view.find('[data-testid="registry-damage"]');
  expect(banner().exists()).toBe(false);
  client.push('registry/health', { damage: 'The registry "/w/registry.sqlite" is damaged (file is not a database).' });
  await flushPromises();
  expect(banner().text()).toContain('file is not a database');
  await view.find('[data-testid="rebuild-damaged"]').trigger('click');
  await flushPromises();
  expect(banner().exists()).toBe(false);
  const outcome = view.find('[data-testid="registry-rebuilt"]').text();
  for (const part of ['4 runs', rebuilt.keptAs, ...rebuilt.problems, ...rebuilt.lost]) expect(outcome).toContain(part);
  view.unmount();
});

it('shows what of a run is damaged, and folders that cannot be listed, with the paths of their weights', async () => {
  const folder = {
    folder: 'run-z',
    path: '/w/runs/run-z',
    reason: 'It has no run.json.',
    weights: ['/w/best.safetensors'],
  };
  const answers = finishedAnswers();
  const damage = ['events.jsonl lacks 1 event: number 7.'];
  const detail = sampleDetail();
  const client = new FakeClient({
    ...answers,
    'registry/unreadable': () => [folder],
    'run/list': () => [{ ...sampleSummary(), damage }],
    'run/get': () => ({ ...detail, summary: { ...detail.summary, damage } }),
  });
  const { router, view } = await open('/runs', client);
  const told = view.find('[data-testid="unreadable-folder"]').text();
  for (const part of ['run-z', folder.reason, '/w/best.safetensors']) expect(told).toContain(part);
  expect(view.find('[data-testid="damaged"]').attributes('title')).toBe(damage[0]);
  await router.push('/runs/run-1');
  await flushPromises();
  expect(view.find('[data-testid="run-damage"]').text()).toContain(damage[0]);
  view.unmount();
});

it('names the workspace in the title, whatever the page shows', async () => {
  const { router, view } = await open('/runs');
  expect(document.title).toBe('Runs · workspace · CoReD Workbench');
  await router.push('/runs/run-1');
  await flushPromises();
  expect(document.title).toMatch(/^.+, .+ · workspace · CoReD Workbench$/);
  await router.push('/datasets');
  await flushPromises();
  expect(document.title).toBe('Datasets · workspace · CoReD Workbench');
  view.unmount();
});

function press(key: string, more: KeyboardEventInit = {}, on: EventTarget = document.body): void {
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
}

it('lists its shortcuts at "?", but not while something is typed', async () => {
  const { view } = await open('/runs');
  const field = document.querySelector('[role="search"] input');
  if (!field) throw new Error('There is no field to search in.');
  press('?', {}, field);
  await flushPromises();
  expect(document.querySelector('[data-testid="shortcuts"]')).toBeNull();
  press('?');
  await flushPromises();
  expect(document.querySelector('[data-testid="shortcuts"]')?.textContent).toContain('Search in this view');
  view.unmount();
});

it('goes where a few letters say', async () => {
  const { router, view } = await open('/runs');
  press('k', { ctrlKey: true });
  await flushPromises();
  const field = document.querySelector<HTMLInputElement>('[data-testid="command-palette"] input');
  if (!field) throw new Error('The palette has no field.');
  field.value = 'data';
  field.dispatchEvent(new Event('input'));
  await flushPromises();
  press('Enter', {}, field);
  await flushPromises();
  expect(router.currentRoute.value.path).toBe('/datasets');
  view.unmount();
});

it('says in the title what happened while nobody looked, until the page is looked at', async () => {
  const client = new FakeClient(finishedAnswers());
  const { view } = await open('/runs', client);
  const hasFocus = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
  const run = { ...sampleSummary(), id: 'run-of-now' };
  client.push('run/changed', { ...run, state: 'training' });
  client.push('run/changed', { ...run, state: 'complete' });
  await flushPromises();
  expect(document.title).toBe('(1 complete) Runs · workspace · CoReD Workbench');
  window.dispatchEvent(new Event('focus'));
  await flushPromises();
  expect(document.title).toBe('Runs · workspace · CoReD Workbench');
  hasFocus.mockRestore();
  view.unmount();
});

it('scrolls a view to where it was, after Back and when it is come to anew', async () => {
  const { router, view } = await open('/runs');
  const main = view.find('main').element;
  main.scrollTop = 300;
  await router.push('/engine');
  await flushPromises();
  expect(main.scrollTop).toBe(0);
  router.back();
  await vi.waitFor(() => expect(main.scrollTop).toBe(300));
  view.unmount();
});

it('scores an image that is dropped onto any view, with the runs that the view is about', async () => {
  const score = vi.fn(() => [{ runId: 'demo-cored-1', stage: 4, score: 0.875, message: null }]);
  const { view, router } = await open('/engine', new FakeClient({ ...finishedAnswers(), 'images/score': score }));
  const drop = async () => {
    const event = new Event('drop', { cancelable: true });
    Object.assign(event, { dataTransfer: { types: ['Files'], files: [new File(['x'], 'face.png')] } });
    window.dispatchEvent(event);
    await vi.waitFor(() =>
      expect(document.querySelector('[data-testid="dropped-dialog"]')?.textContent).toContain('0.875'),
    );
    return event.defaultPrevented;
  };
  await router.push('/compare?runs=demo-cored-1');
  await flushPromises();
  expect(await drop()).toBe(true);
  expect(score).toHaveBeenLastCalledWith(expect.objectContaining({ runIds: ['demo-cored-1'] }));
  // Where no run is in question, the newest that have weights.
  await router.push('/engine');
  await flushPromises();
  await drop();
  const asked = finishedAnswers()['run/list']?.({});
  expect(score).toHaveBeenLastCalledWith(
    expect.objectContaining({ runIds: expect.arrayContaining([...((await asked) ?? [])].map(({ id }) => id)) }),
  );
  view.unmount();
});
