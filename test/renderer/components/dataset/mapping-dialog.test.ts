/** The mapping of a dataset's folders: shown, changed folder by folder, saved. */
import { flushPromises } from '@vue/test-utils';
import { expect, it } from 'vitest';
import type { MappingProposal, MappingWish } from '../../../../src/shared/mapping';
import { FakeClient } from '../../fixtures/fake-client';
import { mountAt } from '../../fixtures/mount-view';
import { emptyAnswers } from '../../fixtures/sample-answers';
import { sampleDataset } from '../../fixtures/sample-data';

const both = { fake: 4, real: 4 };

function proposalFor({ classes }: Pick<MappingWish, 'classes'>): MappingProposal {
  const className = classes['A/train/1_fake'] ?? 'fake';
  const use = { folder: 'A/train/1_fake', task: 'A', className, split: 'train' } as const;
  return {
    mapping: { format: 1, layout: 'folders', folders: [use], videos: {}, files: [], seed: null },
    folders: [{ ...use, images: 4 }],
    tasks: [
      { name: 'A', train: className === 'fake' ? both : { fake: 0, real: 4 }, val: both, test: { fake: 0, real: 0 } },
    ],
    videos: [],
    notes: ['Read as folders named after classes and splits.'],
  };
}

it('shows what is proposed with counts, proposes anew what a person changes, and saves that', async () => {
  const asked: unknown[] = [];
  const client = new FakeClient({
    ...emptyAnswers(),
    'dataset/list': () => [sampleDataset()],
    'dataset/propose': ({ wish }) => proposalFor(wish),
    'dataset/map': (input) => {
      asked.push(input);
      return sampleDataset();
    },
  });
  const { byId } = await mountAt('/datasets', client);
  await byId('map-dataset').trigger('click');
  await flushPromises();
  const dialog = () =>
    document.querySelector<HTMLElement>('[data-testid="mapping-dialog"]')?.innerText ?? document.body.textContent;
  expect(dialog()).toContain('A/train/1_fake');
  expect(dialog()).toContain('Read as folders named after classes and splits.');
  const proposed = () => document.querySelector('[data-testid="proposed-A"]')?.textContent ?? '';
  expect(proposed()).toContain('4 fake4 real');
  const choice = document.querySelector<HTMLElement>('[data-testid="class-of-A/train/1_fake"] .el-select__wrapper');
  choice?.click();
  await flushPromises();
  const ignored = [...document.querySelectorAll<HTMLElement>('.el-select-dropdown__item')].find(
    (item) => item.textContent === 'ignored',
  );
  ignored?.click();
  await flushPromises();
  expect(proposed()).toContain('0 fake4 real');
  document.querySelector<HTMLElement>('[data-testid="mapping-save"]')?.click();
  await flushPromises();
  expect(asked).toEqual([
    { path: sampleDataset().path, wish: { classes: { 'A/train/1_fake': 'ignore' }, seed: 2020 } },
  ]);
});
