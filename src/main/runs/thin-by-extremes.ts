/** Fewer points for a curve, so that no spike is lost: of each stretch those where a line has its least or its greatest value. */
import type { LossReading } from '../../shared/reading/run-reading';

/** At most `most` of the points, in order, with the first and the last; they are points of the curve, not means. */
export function thinByExtremes(points: readonly LossReading[], most: number): LossReading[] {
  if (points.length <= most) return [...points];
  const lines = linesOf(points);
  // Where lines have their extremes at the same points, there is room for more stretches than two points of each take.
  for (let stretches = Math.floor((most - 2) / 2); ;) {
    const kept = extremes(points, lines, stretches);
    if (kept.size <= most || stretches === 1) return [...kept].sort((a, b) => a - b).flatMap((at) => points[at] ?? []);
    stretches = Math.max(1, Math.floor((0.98 * stretches * most) / kept.size));
  }
}

/** In the order in which they come: a later stage can have more of them. */
function linesOf(points: readonly LossReading[]): string[] {
  const lines = new Set<string>();
  for (const { losses } of points) for (const line in losses) lines.add(line);
  return [...lines];
}

function extremes(points: readonly LossReading[], lines: readonly string[], stretches: number): Set<number> {
  const kept = new Set([0, points.length - 1]);
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = Math.floor((stretch * points.length) / stretches);
    const to = Math.floor(((stretch + 1) * points.length) / stretches);
    for (const line of lines) for (const at of extremesOf(points, { line, from, to })) kept.add(at);
  }
  return kept;
}

/** The places of the least and the greatest value of a line; none where it has no value there. */
function extremesOf(
  points: readonly LossReading[],
  { line, from, to }: { line: string; from: number; to: number },
): number[] {
  let [least, greatest] = [Infinity, -Infinity];
  let [leastAt, greatestAt] = [-1, -1];
  for (let at = from; at < to; at += 1) {
    const value = points[at]?.losses[line];
    if (value === undefined) continue;
    if (value < least) [least, leastAt] = [value, at];
    if (value > greatest) [greatest, greatestAt] = [value, at];
  }
  return leastAt === -1 ? [] : [leastAt, greatestAt];
}
