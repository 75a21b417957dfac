/** Which rows are drawn, and how a map of occlusion becomes pixels. */
import { describe, expect, it } from 'vitest';
import { rowsInSight } from '../../../../src/renderer/components/images/rows-in-sight';
import { saliencyPixels } from '../../../../src/renderer/components/images/saliency-pixels';

describe('rowsInSight', () => {
  it('draws what is in sight and a row beyond, whatever the length', () => {
    expect(rowsInSight(10_000, { scrollTop: 0, height: 450, rowHeight: 150, beyond: 1 })).toEqual({ from: 0, to: 4 });
    expect(rowsInSight(10_000, { scrollTop: 1500, height: 450, rowHeight: 150, beyond: 1 })).toEqual({
      from: 9,
      to: 14,
    });
    expect(rowsInSight(3, { scrollTop: 9000, height: 450, rowHeight: 150, beyond: 1 })).toEqual({ from: 3, to: 3 });
    expect(rowsInSight(0, { scrollTop: 0, height: 450, rowHeight: 150, beyond: 1 })).toEqual({ from: 0, to: 0 });
  });
});

describe('saliencyPixels', () => {
  const colours = { fake: '#d55e00', real: '#0072b2' };

  it('covers the strongest place most, in the colour of the class that it speaks for', () => {
    const pixels = saliencyPixels({ values: [0.4, -0.2, 0, 0.1] }, colours, 0.5);
    expect([...pixels]).toEqual([213, 94, 0, 128, 0, 114, 178, 64, 0, 114, 178, 0, 213, 94, 0, 32]);
  });

  it('shows nothing where nothing changes the score', () => {
    const pixels = saliencyPixels({ values: [1e-6, -1e-6] }, colours, 1);
    expect([pixels[3], pixels[7]]).toEqual([0, 0]);
  });
});
