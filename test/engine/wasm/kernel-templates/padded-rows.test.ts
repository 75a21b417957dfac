/** The template of depthwise convolution over padded feature maps. */
import { describe, expect, it } from 'vitest';
import { paddedRowsSource, sightings } from '../../../../src/engine/wasm/kernel-templates/padded-rows';
import { codeLines } from './code-lines';

/** Every pixel as "output by tap, ...". */
const written = (size: number, stride: number) =>
  sightings({ size, stride }).map((seen) => seen.map(({ output, tap }) => `${output} by ${tap}`).join(', '));

describe('the outputs that see a pixel', () => {
  it('are up to three neighbours for 3 taps at stride 1', () => {
    expect(written(3, 1)).toEqual([
      '0 by 0',
      '0 by 1, 1 by 0',
      '0 by 2, 1 by 1, 2 by 0',
      '1 by 2, 2 by 1, 3 by 0',
      '2 by 2, 3 by 1',
      '3 by 2',
    ]);
  });

  it('are one or two for 3 taps at stride 2', () => {
    expect(written(3, 2)).toEqual([
      '0 by 0',
      '0 by 1',
      '0 by 2, 1 by 0',
      '1 by 1',
      '1 by 2, 2 by 0',
      '2 by 1',
      '2 by 2, 3 by 0',
      '3 by 1',
      '3 by 2',
    ]);
  });

  it.each([
    [3, 1],
    [3, 2],
    [5, 1],
    [5, 2],
  ])('meet each of the four outputs through each of %i taps once at stride %i', (size, stride) => {
    const met = sightings({ size, stride }).flatMap((seen, pixel) =>
      seen.map(({ output, tap }) => ({ pixel, output, tap })),
    );
    expect(met.length).toBe(4 * size);
    expect(new Set(met.map(({ output, tap }) => `${output} by ${tap}`)).size).toBe(4 * size);
    expect(met.every(({ pixel, output, tap }) => pixel === output * stride + tap)).toBe(true);
  });

  it.each([
    [3, 4],
    [3, 0],
  ])('are refused for %i taps at stride %i', (size, stride) => {
    expect(() => sightings({ size, stride })).toThrow(`No filter has ${size} taps at stride ${stride}.`);
  });
});

it('multiplies as often as a convolution by hand: both halves of 4 outputs by the taps of a row', () => {
  const lines = codeLines(paddedRowsSource());
  const start = lines.findIndex((line) => line.startsWith('export function convolveFour5x2('));
  const end = lines.findIndex((line, at) => at > start && line.startsWith('export function'));
  const products = lines.slice(start, end).filter((line) => line.includes('multiplyAdd'));
  expect(products.length).toBe(2 * 4 * 5);
  expect(products.slice(0, 2)).toEqual([
    's0_0 = multiplyAdd(x0_0, w0_0, s0_0);',
    's0_1 = multiplyAdd(x0_1, w0_1, s0_1);',
  ]);
  expect(products.slice(-2)).toEqual([
    's3_0 = multiplyAdd(x10_0, w4_0, s3_0);',
    's3_1 = multiplyAdd(x10_1, w4_1, s3_1);',
  ]);
});
