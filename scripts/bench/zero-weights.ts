/** An optimiser's state before its first step. */
import type { Weights } from '../../src/core/weights/weights';

/** Zeros in the shapes of `weights`. */
export function zerosLike(weights: Weights): Weights {
  return weights.map(({ name, shape, data }) => ({ name, shape, data: new Float32Array(data.length) }));
}
