/** The mapping of a dataset's folders: shown, changed folder by folder, saved. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, expect, it } from 'vitest';
import type { VideoReading, VideoRule } from '../../../../src/shared/metrics/video-rules';
import type { MappingProposal, MappingWish } from '../../../../src/shared/mapping';
import { FakeClient } from '../../fixtures/fake-client';
import { mountAt } from '../../fixtures/mount-view';
import { emptyAnswers } from '../../fixtures/sample-answers';
import { sampleDataset } from '../../fixtures/sample-data';

const unchanged = { classes: {}, tasks: {}, splits: {}, columns: {}, seed: 2020, leaveOut: [] };
const both = { fake: 4, real: 4 };

function reading(rule: VideoRule, videos: number): VideoReading {
  return { rule, videos, images: 24, misfit: null, examples: [{ file: 'A/c0/l_1.png', video: `A/c0-${rule}` }] };
}

function proposalFor({ classes, videoRule = 'name-or-folder' }: MappingWish): MappingProposal {
  const className = classes['A/train/1_fake'] ?? 'fake';
  const use = { folder: 'A/train/1_fake', task: 'A', className, split: 'train' } as const;
  return {
    mapping: { format: 1, layout: 'folders', folders: [use], videos: {}, files: [], seed: null, videoRule },
    folders: [{ ...use, images: 4 }],
    tasks: [
      { name: 'A', train: className === 'fake' ? both : { fake: 0, real: 4 }, val: both, test: { fake: 0, real: 0 } },
    ],
    videos: [reading('name-or-folder', 12), reading('folder', 8), { ...reading('name', 4), misfit: 'All in one' }],
    notes: ['Read as folders named after classes and splits.'],
  };
}

// Dialogs stand in the body, beside the view.
afterEach(() => document.body.replaceChildren());

it('shows what is proposed with counts, proposes anew what a person changes, and saves that', async () => {
  const asked: unknown[] = [];
  const client = new FakeClient({
    ...emptyAnswers(),
    'dataset/list': () => [sampleDataset()],
    'dataset/wish': () => null,
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
    { path: sampleDataset().path, wish: { ...unchanged, classes: { 'A/train/1_fake': 'ignore' } } },
  ]);
});

it('shows what each rule for videos finds, and saves the rule, the switches and the split that are chosen', async () => {
  const asked: unknown[] = [];
  const earlier: MappingWish = { ...unchanged, leaveOut: ['label-conflict'] };
  const client = new FakeClient({
    ...emptyAnswers(),
    'dataset/list': () => [sampleDataset()],
    'dataset/wish': () => earlier,
    'dataset/propose': ({ wish }) => proposalFor(wish),
    'dataset/map': (input) => {
      asked.push(input);
      return sampleDataset();
    },
  });
  const { byId } = await mountAt('/datasets', client);
  await byId('map-dataset').trigger('click');
  await flushPromises();
  const within = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`);
  const rules = within('video-rules')?.textContent ?? '';
  expect(rules).toContain('the name before its last number, else the folder');
  expect(rules).toContain('c0/l_1.png → c0-folder');
  expect(rules).toContain('All in one: no video AUC.');
  const radio = (rule: string) => document.querySelector<HTMLInputElement>(`[data-testid="video-rule-${rule}"]`);
  expect(radio('name-or-folder')?.checked).toBe(true);
  radio('folder')?.click();
  await flushPromises();
  expect(radio('folder')?.checked).toBe(true);
  // What was chosen the last time is still on.
  const boxOf = (kind: string) => within(`leave-out-${kind}`)?.querySelector<HTMLInputElement>('input');
  expect(within('leave-out-label-conflict')?.className).toContain('is-checked');
  expect(within('leave-out-near-duplicate')?.textContent).toContain(
    'the one in train, or in val where the other is in',
  );
  boxOf('near-duplicate')?.click();
  await flushPromises();
  within('mapping-save')?.click();
  await flushPromises();
  expect(asked).toEqual([
    {
      path: sampleDataset().path,
      wish: { ...unchanged, videoRule: 'folder', leaveOut: ['label-conflict', 'near-duplicate'] },
    },
  ]);
});
