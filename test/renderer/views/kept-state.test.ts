/** What a view shows again after Back, a reload or another view: search, sort, and the draft of an experiment. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClient } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';
import { finishedAnswers } from '../fixtures/sample-answers';
import { sampleComparison, sampleDetail, sampleExperiment, sampleSummary } from '../fixtures/sample-data';

afterEach(() => {
  sessionStorage.clear();
  document.body.innerHTML = '';
});

describe('the runs table', () => {
  const runs = [
    { ...sampleSummary({ method: 'ft' }), tags: ['baseline', 'table 2'] },
    sampleSummary(),
    sampleSummary({ seed: 2 }),
  ];
  const answers = () => ({ ...finishedAnswers(), 'run/list': () => runs });

  it('shows the tags of a run, as do its page and the list of its experiment', async () => {
    const client = new FakeClient({
      ...answers(),
      'experiment/list': () => [sampleExperiment(runs)],
      'run/get': () => ({ ...sampleDetail(), summary: runs[0] ?? sampleSummary() }),
    });
    for (const address of ['/runs', '/runs/demo-ft-1', '/experiments/demo-1']) {
      const { view } = await mountAt(address, client);
      const tags = view.find('[data-testid="tags"]');
      expect([address, tags.exists() && tags.findAll('li').map((tag) => tag.text())]).toEqual([
        address,
        ['baseline', 'table 2'],
      ]);
      view.unmount();
    }
  });

  it('writes search, state and sort into the address', async () => {
    const { byId, router, view } = await mountAt('/runs', new FakeClient(answers()));
    await byId('search-runs').setValue('cored');
    await view
      .findAll('th button')
      .find((button) => button.text() === 'Seed')
      ?.trigger('click');
    await flushPromises();
    expect(router.currentRoute.value.query).toEqual({ query: 'cored', sort: '-seed' });
  });

  it('takes them from the address', async () => {
    const { view } = await mountAt('/runs?query=cored&sort=-seed', new FakeClient(answers()));
    expect(view.findAll('[data-row]').map((row) => row.attributes('data-row'))).toEqual([
      'demo-cored-2',
      'demo-cored-1',
    ]);
    expect(view.get('[aria-sort="descending"]').text()).toBe('Seed');
  });

  it('shows all again when a link leads to it without them', async () => {
    const { view, router } = await mountAt('/runs?query=cored', new FakeClient(answers()));
    await router.push('/runs');
    await flushPromises();
    expect(view.findAll('[data-row]')).toHaveLength(3);
  });
});

describe('the draft of an experiment', () => {
  it('is there again after a reload, until it is started over', async () => {
    const first = await mountAt('/experiments/new', new FakeClient(finishedAnswers()));
    expect(first.byId('start-over').exists()).toBe(false);
    await first.byId('experiment-name').setValue('my chain');
    await first.byId('add-task-splice').trigger('click');
    await flushPromises();
    first.view.unmount();

    const { byId } = await mountAt('/experiments/new', new FakeClient(finishedAnswers()));
    expect(byId('chain-item-0').text()).toContain('splice');
    expect(byId('experiment-name').element).toHaveProperty('value', 'my chain');
    await byId('start-over').trigger('click');
    await flushPromises();
    expect(byId('chain-item-0').exists()).toBe(false);
    expect(byId('start-over').exists()).toBe(false);
    expect(sessionStorage.getItem('cored:experiment-draft')).toBeNull();
  });

  it('is gone once it was started', async () => {
    const client = new FakeClient({ ...finishedAnswers(), 'experiment/create': () => sampleExperiment() });
    const first = await mountAt('/experiments/new', client);
    await first.byId('add-task-splice').trigger('click');
    await first.byId('start-experiment').trigger('submit');
    await flushPromises();
    first.view.unmount();
    const { byId } = await mountAt('/experiments/new', client);
    expect(byId('chain-item-0').exists()).toBe(false);
  });
});

describe('a comparison', () => {
  it('is shown from the first stage on that was scored', async () => {
    const runs = [sampleSummary({ stagesDone: 1 })];
    const client = new FakeClient({
      ...finishedAnswers(),
      'run/list': () => runs,
      'experiment/list': () => [sampleExperiment(runs)],
      'comparison/get': () => {
        const comparison = sampleComparison(runs, null);
        // The chain has not come to its end, so there is no average over it.
        return { ...comparison, rows: comparison.rows.map((row) => ({ ...row, averageAuc: null })) };
      },
    });
    const { view, byId } = await mountAt('/experiments/demo-1', client);
    expect(view.text()).not.toContain('The comparison fills in');
    expect(byId('comparison-table').exists()).toBe(true);
  });

  it('puts twenty recipes below one another, and names the tasks of small matrices', async () => {
    const client = new FakeClient({
      ...finishedAnswers(),
      'comparison/get': () => {
        const comparison = sampleComparison([sampleSummary()]);
        const [row] = comparison.rows;
        if (!row) throw new Error('one row is expected');
        const numbers = Array.from({ length: 20 }, (_, index) => index + 1);
        return {
          ...comparison,
          rows: numbers.map((number) => ({
            ...row,
            recipeLabel: `CoReD, Alpha ${number}`,
            label: `CoReD, Alpha ${number}`,
          })),
          differences: [{ field: 'alpha', label: 'Alpha', values: numbers }],
        };
      },
    });
    const { byId, view } = await mountAt('/experiments/demo-1', client);
    const table = byId('differences-table');
    expect(table.findAll('thead th').map((cell) => cell.text())).toEqual(['Recipe', 'Alpha']);
    expect(table.findAll('tbody tr')).toHaveLength(20);
    expect(table.get('tbody tr:last-child').text()).toBe('CoReD, Alpha 2020');
    const heads = view.get('table.small').findAll('thead th');
    expect(heads.map((cell) => cell.text().replace(/\s+/g, ' '))).toEqual([
      'after \\ on',
      ...sampleSummary().chain.map((task, index) => `${index + 1} ${task}`),
    ]);
  });
});
