/** The order study and the paired differences, as they stand under a comparison. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import type { Comparison, PairedDifference } from '../../../../src/shared/comparison';
import { FakeClient } from '../../fixtures/fake-client';
import { mountAt } from '../../fixtures/mount-view';
import { finishedAnswers } from '../../fixtures/sample-answers';
import { sampleComparison, sampleSummary } from '../../fixtures/sample-data';

afterEach(() => {
  document.body.innerHTML = '';
});

const runs = [sampleSummary({ method: 'ft' }), sampleSummary()];

function difference(column: string, mean: number, seeds: number[]): PairedDifference {
  const differences = seeds.map(() => mean);
  const columnLabel = column === 'averageAuc' ? 'Average AUC' : column;
  return {
    label: 'CoReD',
    column,
    columnLabel,
    seeds,
    differences,
    mean,
    deviation: 0.01,
    tTest: 0.0004,
    wilcoxon: 0.25,
  };
}

async function mountComparison(change: Partial<Comparison>, paired: PairedDifference[] = []) {
  const asked: string[] = [];
  const client = new FakeClient({
    ...finishedAnswers(),
    'comparison/get': () => ({ ...sampleComparison(runs), ...change }),
    'comparison/paired': ({ reference }) => {
      asked.push(reference);
      return paired;
    },
  });
  const mounted = await mountAt('/experiments/demo-1', client);
  await flushPromises();
  return { ...mounted, asked };
}

describe('differences, seed by seed', () => {
  it('are shown against the first row, for the average AUC first, with the names of the tests and the pairs', async () => {
    const paired = [difference('task/Stripes', -0.2, [1, 2]), difference('averageAuc', 0.012, [1, 2, 3])];
    const { byId, asked } = await mountComparison({}, paired);
    expect(asked).toEqual(['FT']);
    const card = byId('paired-differences');
    expect(card.find('tbody').text()).toBe('CoReD3+0.0120.010< 0.0010.250');
    expect(card.text()).toContain('paired t test');
    expect(card.text()).toContain('Wilcoxon signed-rank test');
    expect(card.text()).toContain('With fewer than 6 pairs');
  });

  it('say what to do where no seed is common', async () => {
    const { byId } = await mountComparison({});
    expect(byId('paired-differences').text()).toContain('No other row has a seed in common with FT.');
  });
});

describe('the order study', () => {
  it('is not there where all runs have one order', async () => {
    const { byId } = await mountComparison({});
    expect(byId('order-study').exists()).toBe(false);
  });

  it('has a row for each task and a column for each position', async () => {
    const at = (mean: number) => ({ mean, deviation: null, count: 1 });
    const order = {
      ...{ label: 'CoReD', method: 'cored', tasks: ['Bars', 'Rings'] },
      orders: [
        ['Bars', 'Rings'],
        ['Rings', 'Bars'],
      ],
      byPosition: [
        [at(0.7), at(0.9)],
        [at(0.6), null],
      ],
      anyTask: [at(0.65), at(0.9)],
    };
    const { byId } = await mountComparison({ orders: [order], caveats: ['Orders differ.'] });
    const rows = byId('order-study')
      .findAll('tbody tr')
      .map((row) => row.text());
    expect(rows).toEqual(['Bars0.7000.900', 'Rings0.600–', 'all tasks0.6500.900']);
    expect(byId('order-study').text()).toContain('Rings → Bars');
    expect(document.body.textContent).toContain('Orders differ.');
  });
});
