/** Numbers out of a range that a recipe gives. */
import type { RandomStream } from '../random';

/** Uniform from `minimum` up to `maximum`. */
export function drawBetween(random: RandomStream, minimum: number, maximum: number): number {
  return minimum + (maximum - minimum) * random.uniform();
}

/** A whole number, both ends included. */
export function drawWholeBetween(random: RandomStream, minimum: number, maximum: number): number {
  return minimum + random.integer(maximum - minimum + 1);
}
