/** What is waited for is said, in every view, until it is there. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, expect, it } from 'vitest';
import { FakeClient } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';

afterEach(() => {
  document.body.innerHTML = '';
});

/** Answers nothing, as a slow host for a while. */
class SlowClient extends FakeClient {
  override call = () => new Promise<never>(() => undefined);
}

it.each([
  ['/runs', 'Reading the runs'],
  ['/runs/a', 'Reading the run'],
  ['/runs/a/images', 'Looking for scores'],
  ['/experiments', 'Reading the experiments'],
  ['/experiments/a', 'Reading the experiment'],
  ['/experiments/new', 'Making the form'],
  ['/compare?runs=a,b', 'Comparing the runs'],
  ['/datasets', 'Reading the datasets'],
  ['/datasets/prepare', 'Looking for what preparing needs'],
  ['/weights', 'Reading the list of weights'],
  ['/evaluate', 'Reading the evaluations'],
  ['/evaluate/a', 'Reading the evaluation'],
  ['/engine', 'Measuring the image cache'],
])('%s says what it waits for', async (address, text) => {
  const { view } = await mountAt(address, new SlowClient());
  await flushPromises();
  expect(view.findAll('[role="status"]').map((note) => note.text())).toContain(text);
});
