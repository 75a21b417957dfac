import { expect, it } from 'vitest';
import { thinByExtremes } from '../../../src/main/runs/thin-by-extremes';
import type { LossReading } from '../../../src/shared/reading/run-reading';

/** `total` falls slowly and never by as much as a spike; `other` is there from the middle on. */
function curve(count: number, spikes: Record<number, number> = {}): LossReading[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ stage: 1, epoch: index + 1, batch: 1 },
    losses: { total: spikes[index] ?? 1 - index / count, ...(index >= count / 2 && { other: index % 7 }) },
  }));
}

it.each([2000, 2001, 10_000, 50_000])('keeps a spike of one point among %d', (count) => {
  const at = count - 613;
  const thinned = thinByExtremes(curve(count, { [at]: 99, [at - 800]: -5 }), 2000);
  expect(thinned.length).toBeLessThanOrEqual(2000);
  const totals = thinned.map(({ losses }) => losses.total);
  expect(Math.max(...totals)).toBe(99);
  expect(Math.min(...totals)).toBe(-5);
});

it('keeps the range of every line in every tenth of the curve', () => {
  const points = curve(10_000);
  const thinned = thinByExtremes(points, 2000);
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const within = ({ epoch }: LossReading) => epoch > tenth * 1000 && epoch <= (tenth + 1) * 1000;
    for (const line of ['total', 'other']) {
      const range = (of: readonly LossReading[]) => {
        const values = of.filter(within).flatMap(({ losses }) => losses[line] ?? []);
        return values.length === 0 ? null : [Math.min(...values), Math.max(...values)];
      };
      const [whole, left] = [range(points), range(thinned)];
      if (whole === null) expect(left).toBeNull();
      // The line falls by 0.0001 a point, and a stretch has ten of them at most.
      else for (const end of [0, 1]) expect(left?.[end]).toBeCloseTo(whole[end] ?? NaN, 2);
    }
  }
});

it('keeps order, the first and the last, and leaves a short curve as it is', () => {
  const thinned = thinByExtremes(curve(10_000), 2000).map(({ epoch }) => epoch);
  expect(thinned).toEqual(thinned.toSorted((a, b) => a - b));
  expect([thinned[0], thinned.at(-1)]).toEqual([1, 10_000]);
  expect(thinned.length).toBeGreaterThan(1000);
  const short = curve(2000);
  expect(thinByExtremes(short, 2000)).toEqual(short);
});
