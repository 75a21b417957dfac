/** Curves of runs whose points lie at other places share an x, and none loses a point. */
import { expect, it } from 'vitest';
import { smoothed } from '../../../../src/renderer/charts/smoothing';
import { overlayCurves } from '../../../../src/renderer/components/run/overlay-curves';

const line = (key: string, values: number[]) => ({ key, label: key, colour: '#000000', values });
const own = { x: [1, 2, 3], series: [line('own', [0.1, 0.2, 0.3])] };
const other = { x: [2, 2.5, 4], series: [line('other', [0.5, 0.6, 0.7])] };

it('keeps every point of every run at its place', () => {
  const { x, series } = overlayCurves(own, [other]);
  expect(x).toEqual([1, 2, 2.5, 3, 4]);
  expect(series.map(({ key, values, isBridged }) => [key, values, isBridged])).toEqual([
    ['own', [0.1, 0.2, null, 0.3, null], true],
    ['other', [null, 0.5, 0.6, null, 0.7], true],
  ]);
});

it('smooths a line as if the others were not there', () => {
  const [first] = overlayCurves(own, [other]).series;
  const values = smoothed(first?.values ?? [], 0.5).filter((value) => value !== null);
  expect(values).toEqual(smoothed([0.1, 0.2, 0.3], 0.5));
});

it('leaves a run alone as it is', () => {
  expect(overlayCurves(own, [])).toBe(own);
});
