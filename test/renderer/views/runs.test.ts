/** The runs table: found by a query, in columns of one's choice, put together, and changed in bulk. */
import { flushPromises, type VueWrapper } from '@vue/test-utils';
import { afterEach, expect, it, vi } from 'vitest';
import type { BinEntry } from '../../../src/shared/bin';
import { FakeClient, type Answers } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';
import { finishedAnswers } from '../fixtures/sample-answers';
import { sampleSummary } from '../fixtures/sample-data';

vi.setConfig({ testTimeout: 60_000 });

afterEach(() => {
  localStorage.clear();
  document.body.innerHTML = '';
});

const runs = [
  { ...sampleSummary({ method: 'ft' }), averageAuc: 0.7, tags: ['baseline'] },
  { ...sampleSummary(), averageAuc: 0.8 },
  { ...sampleSummary({ seed: 2 }), averageAuc: 0.9 },
  { ...sampleSummary({ seed: 3 }), archived: true },
];
const client = (answers: Answers = {}) => new FakeClient({ ...finishedAnswers(), 'run/list': () => runs, ...answers });
const rowsOf = (view: VueWrapper) => view.findAll('[data-row]').map((row) => row.attributes('data-row'));
const inPage = (testId: string) => document.querySelector<HTMLElement>(`[data-testid="${testId}"]`);

async function press(testId: string): Promise<void> {
  inPage(testId)?.click();
  await flushPromises();
}

it('filters by a query, keeps the last one that could be read while typing, and says why', async () => {
  const { byId, view } = await mountAt('/runs', client());
  await byId('search-runs').setValue('tag = baseline or averageAuc > 0.85');
  expect(rowsOf(view).sort()).toEqual(['demo-cored-2', 'demo-ft-1']);
  await byId('search-runs').setValue('averageAuc >');
  expect(byId('query-problem').text()).toBe('The query ends where a value after "averageAuc >" should stand.');
  expect(rowsOf(view)).toHaveLength(2);
  await byId('search-runs').setValue('cored');
  expect([rowsOf(view).length, byId('query-problem').exists()]).toEqual([2, false]);
});

it('completes by keyboard alone, and leaves Enter to what was typed until a choice is made', async () => {
  const { byId, view } = await mountAt('/runs', client());
  const field = byId('search-runs');
  await field.setValue('meth');
  const options = () => view.findAll('[role="option"]').map((option) => option.text());
  expect(options()[0]).toMatch(/^method/);
  await field.trigger('keydown', { key: 'Enter' });
  expect(field.element).toHaveProperty('value', 'meth');
  await field.trigger('keydown', { key: 'ArrowDown' }); // opens it again
  await field.trigger('keydown', { key: 'ArrowDown' });
  expect(field.attributes('aria-activedescendant')).toBe('query-choice-0');
  await field.trigger('keydown', { key: 'Enter' });
  expect(field.element).toHaveProperty('value', 'method ');
  expect(options()[0]).toMatch(/^= /);
  await field.trigger('keydown', { key: 'Escape' });
  expect(field.attributes('aria-expanded')).toBe('false');
});

it('leaves archived runs out unless it is asked for them', async () => {
  const { view } = await mountAt('/runs', client());
  expect(rowsOf(view)).not.toContain('demo-cored-3');
  for (const address of ['/runs?query=archived+%3D+true', '/runs?archived=yes']) {
    expect(rowsOf((await mountAt(address, client())).view)).toContain('demo-cored-3');
  }
});

it('shows the columns of the address, sorts by several, and keeps what was chosen', async () => {
  const { view } = await mountAt('/runs?columns=seed,auc.splice,method&sort=method,-seed', client());
  const heads = (of: VueWrapper) => of.findAll('th button').map((head) => head.text());
  expect(heads(view)).toEqual(['Name', 'Seed2', 'AUC splice', 'Method1']);
  expect(rowsOf(view)).toEqual(['demo-cored-2', 'demo-cored-1', 'demo-ft-1']);
  view.unmount();

  const chosen = await mountAt('/runs', client());
  await press('columns-of-runs');
  document.querySelector<HTMLElement>('[aria-label="Leave out experiment"]')?.click();
  await flushPromises();
  expect(chosen.router.currentRoute.value.query['columns']).toMatch(/^method,seed,state,/);
  chosen.view.unmount();
  expect(heads((await mountAt('/runs', client())).view)).not.toContain('Experiment');
});

it('adds a column to the order with Shift', async () => {
  const { view, router } = await mountAt('/runs?sort=method', client());
  const seed = view.findAll('th button').find((head) => head.text().startsWith('Seed'));
  await seed?.trigger('click', { shiftKey: true });
  await flushPromises();
  expect(router.currentRoute.value.query['sort']).toBe('method,-seed');
});

it('sets the width of a column by keyboard, and keeps it', async () => {
  const { view } = await mountAt('/runs', client());
  await view.get('[aria-label="Width of Method"]').trigger('keydown', { key: 'ArrowRight' });
  expect(JSON.parse(localStorage.getItem('cored:run-column-widths') ?? '{}')).toEqual({ method: 40 });
});

it('puts runs together with mean and deviation, folded until it is asked', async () => {
  const { view, byId } = await mountAt('/runs?group=method&columns=averageAuc,seed', client());
  const groups = () => view.findAll('[data-testid="run-group"]').map((group) => group.text().replace(/\s+/g, ' '));
  expect(groups()).toEqual(['▸ CoReD 2 runs', '▸ FT 1 run']);
  // (0.8 + 0.9) / 2, and sqrt(2 * 0.05^2 / 1)
  expect(view.get('[data-row="is cored"]').text()).toContain('0.850 ± 0.071');
  expect(view.get('[data-row="is cored"]').text()).toContain('2 values');
  await byId('run-group').trigger('click');
  expect(rowsOf(view)).toEqual(['is cored', 'is cored/demo-cored-2', 'is cored/demo-cored-1', 'is ft']);
  await byId('unfold-all').trigger('click');
  expect(rowsOf(view)).toHaveLength(5);
});

it('tags, archives and deletes what is chosen, and takes the deleting back', async () => {
  const entry: BinEntry = {
    ...{ entry: 'run/demo-ft-1', kind: 'run', id: 'demo-ft-1', name: 'FT', experimentName: 'Demo', sizeBytes: 2048 },
    ...{ deletedAt: '2026-11-28T09:00:00Z', endsAt: '2026-12-28T09:00:00Z' },
  };
  const asked = client({
    'run/mark': ({ runIds }) => runs.filter(({ id }) => runIds.includes(id)),
    'run/delete': () => [entry],
    'bin/restore': () => ({ runIds: ['demo-ft-1'], evaluationIds: [] }),
    'bin/list': () => [entry],
  });
  const { view, byId } = await mountAt('/runs?query=method+%3D+ft', asked);
  await byId('all-runs-chosen').trigger('click');
  await press('tag-runs');
  const input = inPage('add-tags');
  if (input instanceof HTMLInputElement) input.value = 'paper, final';
  input?.dispatchEvent(new Event('input'));
  await flushPromises();
  await press('save-tags');
  const runIds = ['demo-ft-1'];
  const sent = () => asked.asked.filter(({ name }) => name.startsWith('run/mark') || name.startsWith('bin/restore'));
  expect(sent().at(-1)?.input).toEqual({ runIds, addTags: ['paper', 'final'], removeTags: [] });
  await byId('archive-runs').trigger('click');
  await flushPromises();
  expect(sent().at(-1)?.input).toEqual({ runIds, addTags: [], removeTags: [], archived: true });

  await byId('all-runs-chosen').trigger('click');
  await byId('delete-runs').trigger('click');
  await flushPromises();
  expect(rowsOf(view)).toEqual([]);
  await byId('open-bin').trigger('click');
  await flushPromises();
  expect(inPage('bin-dialog')?.textContent).toMatch(/FT\s*Demo.*2\.0 KiB/);
  const undo = [...document.querySelectorAll<HTMLElement>('[data-testid="undo"]')].at(-1);
  undo?.click();
  await flushPromises();
  expect(sent().at(-1)?.input).toEqual({ entries: ['run/demo-ft-1'] });
  expect(rowsOf(view)).toEqual(['demo-ft-1']);
});

it('opens a saved view, and saves what is shown now', async () => {
  const best = { name: 'Best', query: 'seed = 2', columns: 'seed', sort: '-seed', group: '' };
  const asked = client({ 'view/list': () => [best], 'view/save': ({ view }) => [view] });
  const { view, router } = await mountAt('/runs', asked);
  await press('saved-views');
  await press('view-Best');
  expect(router.currentRoute.value.query).toEqual({ query: 'seed = 2', columns: 'seed', sort: '-seed' });
  expect(rowsOf(view)).toEqual(['demo-cored-2']);
});

it('forgets runs that another window deleted', async () => {
  const pushing = client();
  const { view } = await mountAt('/runs', pushing);
  pushing.push('run/removed', { runIds: ['demo-ft-1'] });
  await flushPromises();
  expect(rowsOf(view)).not.toContain('demo-ft-1');
});
