/** Parallel coordinates: where values lie along their axes, and the same numbers in SVG and CSV. */
import { describe, expect, it } from 'vitest';
import { parallelCsv } from '../../../src/shared/figures/figure-csv';
import { paperSizes } from '../../../src/shared/figures/figure-look';
import { paperInk } from '../../../src/shared/figures/paper-colour';
import { parallelFigure } from '../../../src/shared/figures/parallel-axes';
import { parallelPlaces } from '../../../src/shared/figures/parallel-drawing';
import { svgFile } from '../../../src/shared/figures/svg-file';

const rows = ['a', 'b', 'c'].map((label) => ({ label, colour: '#0072b2' }));
const figure = parallelFigure(
  'Parameters & results',
  [
    { label: 'alpha', values: [0.1, 0.3, 0.5] },
    { label: 'rate', values: [0.001, 0.1, 0.01] },
    { label: 'preset', values: ['corrected', 'published', 'corrected'] },
    { label: 'auc', values: [0.1 + 0.2, null, 0.9] },
  ],
  rows,
);
const sharesOf = (index: number) => figure.lines.map(({ shares }) => shares[index]);

describe('parallel axes', () => {
  it('place numbers along a scale, and what spreads widely by its logarithm', () => {
    expect(sharesOf(0).map((share) => share?.toFixed(6))).toEqual(['0.000000', '0.500000', '1.000000']);
    // 0.001, 0.1 and 0.01: none, both and one of two powers of ten.
    expect(sharesOf(1).map((share) => share?.toFixed(6))).toEqual(['0.000000', '1.000000', '0.500000']);
  });

  it('place choices one above the other, and nothing where there is no value', () => {
    expect(sharesOf(2)).toEqual([0.25, 0.75, 0.25]);
    expect(sharesOf(3)).toEqual([0, null, 1]);
  });
});

describe('the files of parallel coordinates', () => {
  const size = paperSizes['two columns'];

  it('have every digit in the CSV', () => {
    expect(parallelCsv(figure)).toBe(
      'recipe,alpha,rate,preset,auc\na,0.1,0.001,corrected,0.30000000000000004\nb,0.3,0.1,published,\nc,0.5,0.01,corrected,0.9',
    );
  });

  it('draw each value where its axis has it, with names as text', () => {
    const svg = svgFile(figure, { size, ink: paperInk });
    const { points } = parallelPlaces(figure, size, true);
    const paths = [...svg.matchAll(/<path d="(M[^"]*)" fill="none"/g)].map(([, path]) => path);
    expect(paths).toEqual(points.map((its) => its.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join('')));
    // The line without a result ends one axis earlier.
    expect(points.map(({ length }) => length)).toEqual([4, 3, 4]);
    expect(svg).toContain('Parameters &amp; results');
    expect(svg).toContain('>published</text>');
  });

  it('cut the name of an axis off before the next one begins, and keep it whole for who asks', () => {
    const long = parallelFigure(
      'Long',
      [...'abcdefg'].map((name) => ({ label: name.repeat(40), values: [1, 2, 3] })),
      rows,
    );
    const svg = svgFile(long, { size: paperSizes['one column'], ink: paperInk });
    // 85 mm less the room at both ends, in six parts of letters of 9.5 px.
    const letters = Math.floor((paperSizes['one column'].width - 6.5 * 9.5) / 6 / (0.57 * 9.5)) - 1;
    expect(svg).toContain(`<title>${'a'.repeat(40)}</title>${'a'.repeat(letters - 1)}…</text>`);
  });
});
