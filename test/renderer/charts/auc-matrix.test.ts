/** The AUC matrix as it is read. */
import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import AucMatrix from '../../../src/renderer/charts/AucMatrix.vue';
import { roundCeiling } from '../../../src/renderer/charts/chart-series';
import { heatPercent } from '../../../src/renderer/charts/matrix-share';

const matrix = [
  [0.991, 0.5],
  [null, null],
];

function cell(props: Record<string, unknown>, id: string) {
  const view = mount(AucMatrix, { props: { chain: ['A', 'B'], matrix, ...props } });
  return view.get(`[data-testid="matrix-${id}"]`);
}

describe('AucMatrix', () => {
  it('writes three decimals and frames the task just learnt', () => {
    expect(cell({}, '0-0').text()).toBe('0.991');
    expect(cell({}, '0-0').classes()).toContain('own');
    expect(cell({}, '0-1').classes()).not.toContain('own');
  });

  it('shows a dash for what is not reached and dots for what is on its way', () => {
    expect(cell({}, '1-1').text()).toBe('–');
    expect(cell({ trainingStage: 2 }, '1-1').text()).toBe('…');
    expect(cell({ trainingStage: 2 }, '1-1').classes()).not.toContain('own');
  });

  it('has a row before training where it is given', () => {
    expect(cell({ beforeTraining: [0.503, 0.488] }, 'before-1').text()).toBe('0.488');
    const view = mount(AucMatrix, { props: { chain: ['A', 'B'], matrix } });
    expect(view.find('[data-testid="matrix-before-0"]').exists()).toBe(false);
  });

  it('writes two decimals without the zero when small', () => {
    expect(cell({ isSmall: true }, '0-1').text()).toBe('.50');
  });
});

describe('heat scale', () => {
  it('runs from chance to perfect, and stays within', () => {
    expect(heatPercent(0.5)).toBe(0);
    expect(heatPercent(0.3)).toBe(0);
    expect(heatPercent(1)).toBe(92);
  });
});

describe('roundCeiling', () => {
  it('is a round number above the largest value', () => {
    expect(roundCeiling(0.98)).toBe(1);
    expect(roundCeiling(1.28)).toBe(1.5);
    expect(roundCeiling(37)).toBe(40);
    expect(roundCeiling(0)).toBe(1);
  });
});
