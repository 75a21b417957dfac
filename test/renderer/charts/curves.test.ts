/** What a chart makes of its curves before they are drawn: smoothing, ranges, the window, and the figure that is exported. */
import { describe, expect, it } from 'vitest';
import { chartFigure } from '../../../src/renderer/charts/chart-figure';
import type { ChartLook } from '../../../src/renderer/charts/chart-look';
import { countWithoutLogarithm, logRange, withoutOutliers } from '../../../src/renderer/charts/chart-ranges';
import { valueUpTo, type ChartSeries } from '../../../src/renderer/charts/chart-series';
import { markedRange, moveRange, zoomRange } from '../../../src/renderer/charts/chart-window';
import { smoothed, smoothLines, startsOf } from '../../../src/renderer/charts/smoothing';
import { figureCsv } from '../../../src/shared/figures/figure-csv';

const line = (values: (number | null)[], more: Partial<ChartSeries> = {}): ChartSeries => ({
  ...{ key: 'a', label: 'a', colour: 'var(--series-1)', values },
  ...more,
});

describe('smoothing', () => {
  it('is a mean whose weights halve from point to point at 0.5', () => {
    const [first, second, third] = smoothed([4, 1, 0], 0.5);
    expect(first).toBe(4);
    expect(second).toBeCloseTo((4 / 4 + 1 / 2) / (1 / 4 + 1 / 2));
    expect(third).toBeCloseTo((4 / 8 + 1 / 4 + 0) / (1 / 8 + 1 / 4 + 1 / 2));
  });

  it('leaves a constant as it is, and gaps where they are', () => {
    for (const value of smoothed([2, null, 2, 2], 0.9)) expect(value === null ? 2 : value).toBeCloseTo(2);
    expect(smoothed([1, null, 2], 0)).toEqual([1, null, 2]);
    expect(smoothed([null, 1], 0.7)[0]).toBeNull();
  });

  it('begins anew with each task', () => {
    const starts = startsOf([1, 2, 3, 4], [0, 2]);
    expect([...starts]).toEqual([2]);
    const values = smoothed([0, 0, 8, 2], 0.5, starts);
    expect(values.slice(0, 3)).toEqual([0, 0, 8]);
    expect(values[3]).toBeCloseTo((8 / 4 + 2 / 2) / (1 / 4 + 1 / 2));
  });

  it('begins anew with the tasks of each run, where several are laid over each other', () => {
    const bands = [
      { from: 0, to: 2, label: 'A' },
      { from: 2, to: 4, label: 'B' },
    ];
    const values = [0, 8, 8, 8];
    const [own, other] = smoothLines([line(values), line(values, { starts: [0, 1] })], 0.5, { x: [1, 2, 3, 4], bands });
    expect(own?.values[1]).toBeCloseTo(8 / 2 / (1 / 4 + 1 / 2));
    expect(other?.values).toEqual([0, 8, 8, 8]);
  });

  it('keeps what lines were, but not of those that are there to compare with', () => {
    const [curve, chance] = smoothLines([line([1, 0]), line([0.5, 0.5], { isReference: true })], 0.5, {
      ...{ x: [1, 2], bands: [] },
    });
    expect(curve?.raw).toEqual([1, 0]);
    expect(chance).toEqual(line([0.5, 0.5], { isReference: true }));
  });
});

describe('ranges', () => {
  it('leave out what lies beyond three quartile distances', () => {
    // Quartiles 2 and 4: fences at 2 - 3 x 2 and 4 + 3 x 2.
    const [low, high] = withoutOutliers([0, 1000], [line([1, 2, 3, 4, 900])]);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(4 + 0.04 * 3);
    expect(withoutOutliers([0, 20], [line([1, 2, 3, 4, 10])])).toEqual([0, 20]);
    expect(withoutOutliers([0, 9], [line([1, 1, 1, 1, 9])])).toEqual([0, 9]);
  });

  it('of a logarithm hold what is above 0', () => {
    expect(logRange([line([0, 0.1, 10, -1, null])], [0, 20])).toEqual([0.1 / 1.25, 12.5]);
    expect(logRange([line([0.1, 10])], [0, 5])).toEqual([0.1 / 1.25, 0.1 * 1.25]);
    expect(logRange([line([0, -1])], [0, 1])).toBeNull();
    expect(countWithoutLogarithm([line([0, 0.1, -1, null])])).toBe(2);
  });
});

describe('the window', () => {
  it('zooms around a place, and shows the whole once there is no more', () => {
    expect(zoomRange([0, 8], [0, 8], { factor: 1 / 2, at: 2 })).toEqual([1, 5]);
    expect(zoomRange([1, 5], [0, 8], { factor: 2, at: 3 })).toBeNull();
    expect(zoomRange([0, 2], [0, 8], { factor: 2, at: 2 })).toEqual([0, 4]);
  });

  it('moves up to the ends', () => {
    expect(moveRange([2, 4], [0, 8], 1 / 2)).toEqual([3, 5]);
    expect(moveRange([2, 4], [0, 8], 5)).toEqual([6, 8]);
    expect(moveRange([2, 4], [0, 8], -5)).toEqual([0, 2]);
  });

  it('takes a mark from either side, and none that is a point', () => {
    expect(markedRange(5, 3, [0, 8])).toEqual([3, 5]);
    expect(markedRange(-2, 3, [0, 8])).toEqual([0, 3]);
    expect(markedRange(3, 3, [0, 8])).toBeNull();
  });
});

describe('the figure of a chart', () => {
  const look: ChartLook = {
    ...{ x: [1, 2, 3, 4, 5], bands: [], xWhole: [0, 5], yWhole: [0, 1], isLog: false, hasSigns: false },
    ...{ hasXTicks: true, hasDots: false, syncKey: null, window: { x: null, y: null } },
    series: [line([0.1, 0.2, null, 1 / 3, 0.5])],
  };
  const names = { title: 'Loss', xName: 'epoch', yName: 'loss' };
  const plain = (colour: string) => colour;

  it('exports the numbers that are drawn', () => {
    expect(figureCsv(chartFigure(look, names, plain))).toBe('epoch,a\n1,0.1\n2,0.2\n3,\n4,0.3333333333333333\n5,0.5');
  });

  it('has of a window what is in it, and neighbours to draw lines to', () => {
    const figure = chartFigure({ ...look, window: { x: [1.5, 2.5], y: [0.1, 0.3] } }, names, plain);
    expect(figure).toMatchObject({ x: [1, 2, 3], xRange: [1.5, 2.5], yRange: [0.1, 0.3] });
    expect(figureCsv(figure)).toBe('epoch,a\n2,0.2');
    expect(chartFigure({ ...look, window: { x: [0.1, 0.2], y: null } }, names, plain).x).toEqual([]);
  });
});

it('tells of an overlaid line the last value up to the crosshair, and none where it has ended', () => {
  const values = [null, 1, null, 2, null];
  expect([0, 1, 2, 3, 4].map((place) => valueUpTo(values, place))).toEqual([null, 1, 1, 2, null]);
});
