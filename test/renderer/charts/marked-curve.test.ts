/** A point marked on a curve. */
import { describe, expect, it } from 'vitest';
import { markedCurve } from '../../../src/renderer/charts/marked-curve';

const steps = [
  { x: 0, y: 0 },
  { x: 0, y: 0.6 },
  { x: 0.5, y: 0.6 },
  { x: 0.5, y: 1 },
  { x: 1, y: 1 },
];

describe('markedCurve', () => {
  it('leaves the curve as it is without a mark', () => {
    expect(markedCurve(steps, null)).toMatchObject({ x: [0, 0, 0.5, 0.5, 1], level: [], bands: [] });
  });

  it('puts the mark among points of equal x where the curve passes it', () => {
    const { x, y, level, bands } = markedCurve(steps, { x: 0.5, y: 0.8 });
    expect(x).toEqual([0, 0, 0.5, 0.5, 0.5, 1]);
    expect(y).toEqual([0, 0.6, 0.6, 0.8, 1, 1]);
    expect(level[0]?.values).toEqual([0.8, 0.8, 0.8, 0.8, 0.8, null]);
    expect(bands.map(({ from, to }) => [from, to])).toEqual([
      [0, 0.5],
      [0.5, 1],
    ]);
  });

  it('goes down at equal recall as well, and adds no point twice', () => {
    const falling = [
      { x: 0.5, y: 1 },
      { x: 0.5, y: 0.4 },
      { x: 1, y: 0.5 },
    ];
    expect(markedCurve(falling, { x: 0.5, y: 0.7 }).y).toEqual([1, 0.7, 0.4, 0.5]);
    expect(markedCurve(falling, { x: 0.5, y: 0.4 }).y).toEqual([1, 0.4, 0.5]);
    expect(markedCurve(falling, { x: 1, y: 0.45 }).y).toEqual([1, 0.4, 0.45, 0.5]);
  });
});
