/** The list of experiments leaves out those that were put aside. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, expect, it } from 'vitest';
import { FakeClient } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';
import { finishedAnswers } from '../fixtures/sample-answers';
import { sampleExperiment, sampleSummary } from '../fixtures/sample-data';

afterEach(() => {
  document.body.innerHTML = '';
});

it('leaves out archived experiments until it is asked for them, and says how many they are', async () => {
  const runs = [sampleSummary({ method: 'ft' }), sampleSummary()].map((run) => ({ ...run, archived: true }));
  const answers = { ...finishedAnswers(), 'run/list': () => runs, 'experiment/list': () => [sampleExperiment(runs)] };
  const { view, byId, router } = await mountAt('/experiments', new FakeClient(answers));
  expect(view.findAll('[data-row]')).toHaveLength(0);
  expect(view.text()).toContain('All experiments are archived.');
  await byId('show-archived').find('input').setValue(true);
  await flushPromises();
  expect(view.findAll('[data-row]')).toHaveLength(1);
  expect(router.currentRoute.value.query).toEqual({ archived: 'yes' });
});

it('lists one of whose runs only some are archived', async () => {
  const runs = [sampleSummary({ method: 'ft' }), { ...sampleSummary(), archived: true }];
  const answers = { ...finishedAnswers(), 'run/list': () => runs, 'experiment/list': () => [sampleExperiment(runs)] };
  const { view } = await mountAt('/experiments', new FakeClient(answers));
  expect(view.findAll('[data-row]')).toHaveLength(1);
});
