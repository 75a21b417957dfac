/** The line chart as it is read: its drawing needs a canvas, its table does not. */
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { createMemoryHistory } from 'vue-router';
import { afterEach, describe, expect, it } from 'vitest';
import LineChart from '../../../src/renderer/charts/LineChart.vue';
import { createWorkbenchRouter } from '../../../src/renderer/router';

// The test's DOM loads no fonts.
Object.defineProperty(document, 'fonts', { value: { ready: Promise.resolve() } });
afterEach(() => localStorage.clear());

function chart(props: Partial<InstanceType<typeof LineChart>['$props']> = {}) {
  return mount(LineChart, {
    props: {
      title: 'AUC',
      description: 'AUC on each task',
      yName: 'AUC',
      x: [0.5, 1, 1.5],
      series: [
        { key: 'splice', label: 'splice', colour: '#000000', values: [0.5, 0.75, null] },
        { key: 'texture', label: 'texture', colour: '#000000', values: [null, null, 0.875] },
      ],
      bands: [
        { from: 0, to: 1, label: 'splice' },
        { from: 1, to: 2, label: 'texture' },
      ],
      xRange: [0, 2],
      yRange: [0, 1],
      formatValue: (value: number | null) => value?.toFixed(3) ?? '–',
      ...props,
    },
    global: { plugins: [createPinia(), createWorkbenchRouter(createMemoryHistory())] },
  });
}

type Chart = ReturnType<typeof chart>;
const button = (view: Chart, name: string) => view.get(`button[aria-label="${name}"]`);
const headings = (view: Chart) => view.findAll('th').map((cell) => cell.text());
const rows = (view: Chart) => view.findAll('tbody tr').map((row) => row.findAll('td').map((cell) => cell.text()));

it('shows its points as a table when it is asked', async () => {
  const view = chart();
  expect(button(view, 'Show as table: AUC').attributes('aria-expanded')).toBe('false');
  expect(view.find('table').exists()).toBe(false);
  await button(view, 'Show as table: AUC').trigger('click');
  await flushPromises();
  expect(view.get('caption').text()).toBe('AUC on each task');
  expect(headings(view)).toEqual(['Epoch', 'Task', 'splice', 'texture']);
  expect(rows(view)).toEqual([
    ['0.5', 'splice', '0.500', '–'],
    ['1', 'splice', '0.750', '–'],
    ['1.5', 'texture', '–', '0.875'],
  ]);
  await button(view, 'Hide the table: AUC').trigger('click');
  expect(view.find('table').exists()).toBe(false);
});

describe('what a person chooses', () => {
  it('switches lines by their names, in the table too', async () => {
    const view = chart();
    const [splice] = view.findAll('.legend button');
    expect(splice?.attributes('aria-pressed')).toBe('true');
    await splice?.trigger('click');
    expect(splice?.attributes('aria-pressed')).toBe('false');
    await button(view, 'Show as table: AUC').trigger('click');
    expect(headings(view)).toEqual(['Epoch', 'Task', 'texture']);
  });

  it('smooths, keeps what it was smoothed from, and is known again by the kind of chart', async () => {
    const offered = { kind: 'auc', offers: ['smoothing'] as const };
    const view = chart(offered);
    await button(view, 'Options: AUC').trigger('click');
    await view.get('input[type="range"]').setValue('0.5');
    const again = chart(offered);
    await button(again, 'Show as table: AUC').trigger('click');
    expect(headings(again).slice(2, 4)).toEqual(['splice (smoothed)', 'splice']);
    // 0.5 x 0.5 x 0.5 + 0.5 x 0.75 over the weights 0.25 + 0.5
    const mean = (0.25 * 0.5 + 0.5 * 0.75) / 0.75;
    expect(rows(again)[1]?.slice(2, 4)).toEqual([mean.toFixed(3), '0.750']);
    const other = chart({ ...offered, kind: 'loss' });
    await button(other, 'Show as table: AUC').trigger('click');
    expect(headings(other)).not.toContain('splice (smoothed)');
  });

  it('zooms, moves and resets by key', async () => {
    const view = chart();
    const tools = view.get('[role="group"]');
    expect(view.find('button[aria-label="Show all: AUC"]').exists()).toBe(false);
    await tools.trigger('keydown', { key: '+' });
    expect(view.find('button[aria-label="Show all: AUC"]').exists()).toBe(true);
    await tools.trigger('keydown', { key: '0' });
    expect(view.find('button[aria-label="Show all: AUC"]').exists()).toBe(false);
  });

  it('says which values a logarithmic axis has no place for', async () => {
    const series = [{ key: 'a', label: 'a', colour: '#000000', values: [1, 0, -1] }];
    const view = chart({ offers: ['isLog'], series, kind: 'log' });
    await button(view, 'Options: AUC').trigger('click');
    expect(view.get('[data-testid="chart-options"]').text()).not.toContain('Not drawn');
    await view.get('input[type="checkbox"]').setValue(true);
    expect(view.get('[data-testid="chart-options"]').text()).toContain('Not drawn: values of 0 and less, 2.');
  });
});

it('tells the deviation beside the last value', () => {
  const series = [{ key: 'a', label: 'ft', colour: '#000000', values: [0.5, 0.75, null], spread: [0.1, 0.125, null] }];
  expect(chart({ series }).get('.legend').text()).toBe('ft0.750 ± 0.125');
});
