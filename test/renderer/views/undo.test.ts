/** What destroys can be taken back: the toast's button brings it back, and says so. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, expect, it } from 'vitest';
import { tagChanges } from '../../../src/renderer/components/runs/tag-changes';
import { FakeClient } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';
import { finishedAnswers } from '../fixtures/sample-answers';
import { sampleDataset } from '../fixtures/sample-data';

afterEach(() => {
  document.body.innerHTML = '';
  sessionStorage.clear();
});

async function undo(): Promise<void> {
  document.querySelector<HTMLElement>('[data-testid="undo"]')?.click();
  await flushPromises();
}

it('adds a dataset again that was removed from the list', async () => {
  const dataset = sampleDataset();
  const answers = { ...finishedAnswers(), 'dataset/remove': () => ({}), 'dataset/add': () => dataset };
  const client = new FakeClient(answers);
  const { byId } = await mountAt('/datasets', client);
  await byId('remove-dataset').trigger('click');
  await flushPromises();
  expect(byId('dataset').exists()).toBe(false);
  await undo();
  expect(client.asked.at(-1)).toEqual({ name: 'dataset/add', input: { path: dataset.path } });
  expect(byId('dataset').exists()).toBe(true);
  expect(document.body.textContent).toContain('Undone.');
});

it('brings back the draft that was started over', async () => {
  const { byId } = await mountAt('/experiments/new', new FakeClient(finishedAnswers()));
  await byId('add-task-splice').trigger('click');
  await flushPromises();
  await byId('start-over').trigger('click');
  await flushPromises();
  expect(byId('chain-item-0').exists()).toBe(false);
  await undo();
  expect(byId('chain-item-0').text()).toContain('splice');
});

it('gives tags back to those runs that had them', () => {
  const runs = [
    { id: 'a', tags: ['old'] },
    { id: 'b', tags: ['new'] },
  ];
  expect(tagChanges(runs, { added: ['new'], removed: ['old'] })).toEqual([
    { runIds: ['a'], addTags: [], removeTags: ['new'] },
    { runIds: ['a'], addTags: ['old'], removeTags: [] },
  ]);
});
