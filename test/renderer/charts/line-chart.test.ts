/** The line chart as it is read: its drawing needs a canvas, its table does not. */
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { createMemoryHistory } from 'vue-router';
import { expect, it } from 'vitest';
import LineChart from '../../../src/renderer/charts/LineChart.vue';
import { createWorkbenchRouter } from '../../../src/renderer/router';

// The test's DOM loads no fonts.
Object.defineProperty(document, 'fonts', { value: { ready: Promise.resolve() } });

function chart() {
  return mount(LineChart, {
    props: {
      description: 'AUC on each task',
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
    },
    global: { plugins: [createPinia(), createWorkbenchRouter(createMemoryHistory())] },
  });
}

it('shows its points as a table when it is asked', async () => {
  const view = chart();
  const button = view.get('[data-testid="show-as-table"]');
  expect(button.attributes()).toMatchObject({
    'aria-expanded': 'false',
    'aria-label': 'Show as table: AUC on each task',
  });
  expect(view.find('table').exists()).toBe(false);
  await button.trigger('click');
  await flushPromises();
  expect(view.get('caption').text()).toBe('AUC on each task');
  expect(view.findAll('th').map((cell) => cell.text())).toEqual(['Epoch', 'Task', 'splice', 'texture']);
  expect(view.findAll('tbody tr').map((row) => row.findAll('td').map((cell) => cell.text()))).toEqual([
    ['0.5', 'splice', '0.500', '–'],
    ['1', 'splice', '0.750', '–'],
    ['1.5', 'texture', '–', '0.875'],
  ]);
  await button.trigger('click');
  expect(view.find('table').exists()).toBe(false);
});
