/** Weights as numbers: what a network's parameters and running statistics are outside of the engine. */

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A network's parameters and running statistics, in the network's own order. */
export type Weights = readonly NamedTensor[];
