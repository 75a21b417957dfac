/** The frame of every view. */
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, expect, it } from 'vitest';
import { createMemoryHistory } from 'vue-router';
import App from '../../src/renderer/App.vue';
import { createWorkbenchRouter } from '../../src/renderer/router';
import { connectionKey, trackConnection } from '../../src/renderer/stores/connection';
import { ChartStandIn } from './fixtures/chart-stand-in';
import { FakeClient } from './fixtures/fake-client';
import { finishedAnswers } from './fixtures/sample-answers';

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
