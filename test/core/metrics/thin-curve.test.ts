import { expect, it } from 'vitest';
import { thinCurve } from '../../../src/core/metrics/thin-curve';

type Point = readonly [number, number];
const itself = (point: Point): Point => point;

it('leaves a short curve as it is', () => {
  const points: Point[] = [
    [0, 0],
    [0, 1],
    [1, 1],
  ];
  expect(thinCurve(points, 3, itself)).toEqual(points);
});

it('keeps both ends and at most so many points, equally far apart along the way', () => {
  // Dense along one edge, sparse along the other: what stays must not be dense there too.
  const points: Point[] = [
    ...Array.from({ length: 10_000 }, (_, index): Point => [0, index / 10_000]),
    ...Array.from({ length: 100 }, (_, index): Point => [index / 99, 1]),
  ];
  const thin = thinCurve(points, 50, itself);
  expect(thin.length).toBeLessThanOrEqual(50);
  expect(thin.length).toBeGreaterThan(40);
  expect([thin[0], thin.at(-1)]).toEqual([points[0], points.at(-1)]);
  const onFirstEdge = thin.filter(([x]) => x === 0).length;
  expect(onFirstEdge).toBeGreaterThan(18);
  expect(onFirstEdge).toBeLessThan(30);
});

it('ends with two points where all lie on one spot', () => {
  expect(
    thinCurve(
      Array.from({ length: 9 }, (): Point => [1, 1]),
      4,
      itself,
    ),
  ).toHaveLength(2);
});
