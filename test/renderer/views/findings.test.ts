/** What the audit of a dataset has found stands where a chain is built from it, and where it is started. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, expect, it } from 'vitest';
import type { Problem } from '../../../src/shared/task';
import { FakeClient } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';
import { finishedAnswers } from '../fixtures/sample-answers';
import { sampleDataset, sampleTask } from '../fixtures/sample-data';

afterEach(() => {
  document.body.innerHTML = '';
  sessionStorage.clear();
});

const leak: Problem = {
  severity: 'warning',
  code: 'duplicate-across-splits',
  path: '/data/demo/splice',
  message: '3 images are in train and in test of "splice".',
};

it('warns of leaks in the tasks of the chain, and only of those', async () => {
  const tasks = [sampleTask('splice', { problems: [leak] }), sampleTask('texture')];
  const answers = { ...finishedAnswers(), 'dataset/list': () => [sampleDataset({ tasks })] };
  const { byId } = await mountAt('/experiments/new', new FakeClient(answers));
  await byId('add-task-texture').trigger('click');
  await flushPromises();
  expect([byId('audit').exists(), byId('start-findings').exists()]).toEqual([false, false]);
  await byId('add-task-splice').trigger('click');
  await flushPromises();
  expect(byId('audit').text()).toContain(leak.message);
  expect(byId('start-findings').text()).toContain('The audit has 1 finding in these tasks');
});
