/** Leaves out points of a curve that nobody could see: what stays lies about equally far apart along it. */

/**
 * At most `limit` (from 3) of the points, in their order, the first and the last among them.
 * `place` gives a point's coordinates, in which the way along the curve is measured.
 */
export function thinCurve<Point>(
  points: readonly Point[],
  limit: number,
  place: (point: Point) => readonly [number, number],
): Point[] {
  if (points.length <= limit) return [...points];
  const ways = points.map((point, index) => {
    const before = points[index - 1];
    if (before === undefined) return 0;
    const [x, y] = place(point);
    const [formerX, formerY] = place(before);
    return Math.abs(x - formerX) + Math.abs(y - formerY);
  });
  const stride = ways.reduce((sum, way) => sum + way, 0) / (limit - 2);
  let since = 0;
  return points.filter((_, index) => {
    since += ways[index] ?? 0;
    if (index > 0 && index < points.length - 1 && (since < stride || stride === 0)) return false;
    since = 0;
    return true;
  });
}
