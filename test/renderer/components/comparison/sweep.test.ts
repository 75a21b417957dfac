/** A sweep: which parameters were varied, one against a measure, and all at once; on the page with its tools. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { sweepChart, sweepFigure, sweptFields } from '../../../../src/renderer/components/comparison/sweep';
import type { Comparison } from '../../../../src/shared/comparison';
import { FakeClient } from '../../fixtures/fake-client';
import { mountAt } from '../../fixtures/mount-view';
import { finishedAnswers } from '../../fixtures/sample-answers';
import { sampleComparison, sampleSummary } from '../../fixtures/sample-data';

afterEach(() => {
  document.body.innerHTML = '';
});

/** FT, and CoReD with three values of alpha, of which the last is trained with another temperature as well. */
function sweep(): Comparison {
  const whole = sampleComparison([sampleSummary({ method: 'ft' }), sampleSummary()]);
  const [ft, cored] = whole.rows;
  if (!ft || !cored) throw new Error('The sample has two rows.');
  const at = (label: string, mean: number) => ({
    ...cored,
    ...{ label, recipeLabel: label, averageAuc: { mean, deviation: 0.01, count: 3 } },
  });
  return {
    ...whole,
    rows: [ft, at('CoReD, Alpha 0.1', 0.8), at('CoReD, Alpha 0.3', 0.9), at('CoReD, Alpha 0.3, hot', 0.7)],
    differences: [
      { field: 'alpha', label: 'Alpha', values: [null, 0.1, 0.3, 0.3] },
      { field: 'temperature', label: 'Temperature', values: [null, 20, 20, 40] },
      { field: 'representation', label: 'Representation', values: [null, 'vector', 'vector', 'vector'] },
    ],
  };
}
const colourOf = (method: string) => `var(--${method})`;

describe('a sweep', () => {
  it('is of what differs within a method, not of what another method has', () => {
    expect(sweptFields(sweep()).map(({ field }) => field)).toEqual(['alpha', 'temperature']);
    expect(sweptFields(sampleComparison([sampleSummary({ method: 'ft' }), sampleSummary()]))).toEqual([]);
  });

  it('draws a line for each setting of the other parameters, with deviations, against the parameter', () => {
    const chart = sweepChart(sweep(), { field: 'alpha', measure: 'averageAuc' }, colourOf);
    expect(chart.x).toEqual([0.1, 0.3]);
    expect(chart.series.map(({ label, values, spread }) => ({ label, values, spread }))).toEqual([
      { label: 'CoReD, Temperature 20', values: [0.8, 0.9], spread: [0.01, 0.01] },
      { label: 'CoReD, Temperature 40', values: [null, 0.7], spread: [null, 0.01] },
    ]);
  });

  it('has an axis for each varied parameter and measure, and a line for each recipe', () => {
    const figure = sweepFigure(sweep(), colourOf);
    expect(figure.axes.map(({ label }) => label).slice(0, 3)).toEqual(['Alpha', 'Temperature', 'Average AUC']);
    expect(figure.lines.map(({ values }) => values.slice(0, 3))[1]).toEqual([0.1, 20, 0.8]);
    expect(figure.lines).toHaveLength(4);
  });

  it('stands under a comparison, with switches, a table of its numbers and files', async () => {
    const client = new FakeClient({ ...finishedAnswers(), 'comparison/get': sweep });
    const { byId } = await mountAt('/compare?runs=a,b', client);
    const chart = byId('parallel-chart');
    expect(chart.findAll('g.line')).toHaveLength(4);
    await chart.find('button[aria-pressed="true"]').trigger('click');
    expect(chart.findAll('g.line')).toHaveLength(3);
    await chart.find('[data-testid="show-as-table"]').trigger('click');
    await flushPromises();
    expect(chart.find('tbody tr').text()).toContain('CoReD, Alpha 0.1');
    expect(chart.find('[aria-label="Export: Parameters and results"]').exists()).toBe(true);
    expect(byId('open-hand-on').text()).toBe('Report and trackers');
  });
});
