/** Figures as SVG and CSV: the numbers that were given, at places that arithmetic gives. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { axisTicks, shareOf, valueAt } from '../../../src/shared/figures/axis';
import type { LineFigure } from '../../../src/shared/figures/figure';
import { figureCsv } from '../../../src/shared/figures/figure-csv';
import { paperSizes } from '../../../src/shared/figures/figure-look';
import { frame } from '../../../src/shared/figures/frame';
import { lightInks, paperColour, paperInk } from '../../../src/shared/figures/paper-colour';
import { svgFile } from '../../../src/shared/figures/svg-file';
import { logTicksBetween, tickText } from '../../../src/shared/figures/ticks';

const figure: LineFigure = {
  ...{ title: 'Loss <1>', xLabel: 'epoch', yLabel: 'loss', xRange: [0, 4], yRange: [0, 2] },
  ...{ x: [1, 2, 3, 4], bands: [{ from: 0, to: 4, label: 'Splice' }], hasXTicks: true },
  lines: [
    { label: 'total, all', colour: '#0072b2', values: [1.25, 0.5, null, 0.1 + 0.2] },
    { label: 'empty', colour: '#000000', values: [null, null, null, null] },
  ],
};
const size = paperSizes['one column'];
const look = { size, ink: paperInk };

function pathsOf(svg: string): string[] {
  return [...svg.matchAll(/<path d="([^"]*)" fill="none"/g)].map(([, path = '']) => path);
}

describe('a figure', () => {
  it('has the same numbers in its CSV with every digit, and no column for a line without points', () => {
    expect(figureCsv(figure)).toBe('epoch,"total, all"\n1,1.25\n2,0.5\n3,\n4,0.30000000000000004');
    const formula = { ...figure, lines: figure.lines.map((line) => ({ ...line, label: '=HYPERLINK("a")' })) };
    expect(figureCsv(formula).split('\n')[0]).toBe(`epoch,"'=HYPERLINK(""a"")"`);
  });

  it('has in its CSV what is in view, what it was smoothed from, and deviations', () => {
    const line = { label: 'ft', colour: '', values: [4, 3, 2, 1], raw: [4, 2, 1, 0], spread: [null, 0.5, 0.25, 0] };
    expect(figureCsv({ ...figure, xRange: [1.5, 3], lines: [line] })).toBe(
      'epoch,ft (smoothed),ft,ft (standard deviation)\n2,3,2,0.5\n3,2,1,0.25',
    );
  });

  it('draws each value of its CSV where the axes have it', () => {
    const places = frame(figure, size, paperInk);
    const [path = ''] = pathsOf(svgFile(figure, look));
    const drawn = [...path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [
      valueAt((Number(x) - places.left) / (places.right - places.left), figure.xRange),
      valueAt((places.bottom - Number(y)) / size.plotHeight, figure.yRange),
    ]);
    const given = [1, 2, 4].map((x, index) => [x, [1.25, 0.5, 0.3][index] ?? NaN]);
    expect(drawn).toHaveLength(3);
    for (const [index, point] of drawn.entries())
      for (const axis of [0, 1]) expect(point[axis]).toBeCloseTo(given[index]?.[axis] ?? NaN, 2);
    expect(path).toMatch(/^M[^M]*L[^M]*M[^ML]*$/); // a gap where the value is null
  });

  it('is a file with real text, literal colours and the width of a column', () => {
    const svg = svgFile(figure, look);
    expect(svg).toContain('width="85.0mm"');
    expect(svgFile(figure, { ...look, size: paperSizes['two columns'] })).toContain('width="178.0mm"');
    expect(svg).toContain('<title>Loss &lt;1&gt;</title>');
    expect(svg).toMatch(/<text [^>]*>total, all<\/text>/);
    expect(svg).not.toMatch(/var\(|NaN|undefined|null/);
  });

  it('tells by a sign where a value lies beyond the axis', () => {
    const signs = (hasSigns: boolean, values: number[]) =>
      svgFile({ ...figure, hasSigns, lines: [{ label: 'a', colour: '#000000', values }] }, look).split(
        'beyond the axis',
      ).length - 1;
    expect(signs(true, [1, 9, 1, -9])).toBe(2);
    expect(signs(true, [1, 2, 1, 0])).toBe(0);
    expect(signs(false, [1, 9, 1, -9])).toBe(0);
  });

  it('has a band of plus and minus the deviation, where there is one', () => {
    const line = { label: 'a', colour: '#000000', values: [1, 1, 1, 1], spread: [0.5, 0.25, null, 1] };
    const svg = svgFile({ ...figure, lines: [line] }, look);
    const [, area = ''] = /<path d="([^"]*)" fill-opacity/.exec(svg) ?? [];
    const { bottom } = frame({ ...figure, lines: [line] }, size, paperInk);
    const heights = area
      .split('Z')
      .map((part) =>
        [...part.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => (2 * (bottom - Number(y))) / size.plotHeight),
      );
    expect(heights.map((part) => part.map((height) => Math.round(height * 100) / 100 + 0))).toEqual([
      [1.5, 1.25, 0.75, 0.5],
      [2, 0],
      [],
    ]);
  });
});

describe('a logarithmic axis', () => {
  it('has equal room for equal factors, and no place for nothing', () => {
    expect(shareOf(1, [0.01, 100], true)).toBeCloseTo(1 / 2);
    expect(shareOf(0, [0.01, 100], true)).toBeNull();
    expect(valueAt(0.25, [0.01, 100], true)).toBeCloseTo(0.1);
  });

  it('stands on powers of ten and what divides them', () => {
    expect(logTicksBetween(0.1, 10, 7)).toEqual([0.1, 0.2, 0.5, 1, 2, 5, 10]);
    expect(logTicksBetween(0.001, 1000, 7)).toEqual([0.001, 0.01, 0.1, 1, 10, 100, 1000]);
    expect(logTicksBetween(1e-8, 1e8, 6).length).toBeLessThanOrEqual(6);
    expect(axisTicks([0.4, 0.9], 6, true)).toEqual(logTicksBetween(0.4, 0.9, 6));
    expect(logTicksBetween(0.4, 0.9, 6).length).toBeGreaterThan(1);
    expect(logTicksBetween(0.1, 10, 7).map((tick) => tickText(tick, [0.1, 0.2, 0.5]))).toEqual([
      '0.1',
      '0.2',
      '0.5',
      '1',
      '2',
      '5',
      '10',
    ]);
  });
});

it('has on paper the colours of the light theme', () => {
  const tokens = readFileSync(resolve(import.meta.dirname, '../../../src/renderer/theme/tokens.css'), 'utf8');
  const [light = ''] = tokens.split(":root[data-theme='dark']");
  const names = [...light.matchAll(/--((?:series|method)-\w+): (#[0-9a-f]{6});/g)];
  expect(names.length).toBeGreaterThan(20);
  for (const [, name = '', colour = ''] of names) expect([name, paperColour(`var(--${name})`)]).toEqual([name, colour]);
  for (const [name, colour] of Object.entries(lightInks)) expect(light).toContain(`--${name}: ${colour};`);
  expect(paperColour('#123456')).toBe('#123456');
});

it('draws a line of an overlaid run from point to point, whatever points others have between', () => {
  const line = { label: 'a', colour: '#000000', values: [1, null, 1, 1] };
  const moves = (isBridged: boolean) =>
    pathsOf(svgFile({ ...figure, lines: [{ ...line, isBridged }] }, look))[0]?.match(/M/g);
  expect(moves(false)).toHaveLength(2);
  expect(moves(true)).toHaveLength(1);
});
