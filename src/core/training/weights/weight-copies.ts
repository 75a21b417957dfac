/** Copies of weights that outlive the next update, each use in one piece of memory that its next copy takes again. */
import type * as tf from '@tensorflow/tfjs-core';
import type { ReadTensor } from '../training';
import type { NamedTensor, Weights } from '../../weights/weights';

/** What copies are kept for; of each there is one at a time. */
export type CopyUse = 'student' | 'momentum' | 'second-moments' | 'best' | 'teacher' | 'method';

/**
 * Weights of tens of megabytes that were allocated anew with every epoch would leave the process larger after each:
 * their many arrays lie scattered among smaller ones, and what is freed between those does not go back to the system.
 */
export class WeightCopies {
  private readonly pieces = new Map<CopyUse, Float32Array>();

  constructor(private readonly read: ReadTensor = (tensor) => tensor.data<'float32'>()) {}

  /** The tensors' values until the next copy for the same use. */
  async ofTensors(use: CopyUse, tensors: ReadonlyMap<string, tf.Tensor>): Promise<Weights> {
    const places = this.places(
      use,
      [...tensors].map(([name, { shape, size }]) => ({ name, shape, size })),
    );
    for (const { name, data } of places) {
      const tensor = tensors.get(name);
      if (tensor) data.set(await this.read(tensor));
    }
    return places;
  }

  /** The weights' values until the next copy for the same use. */
  ofWeights(use: CopyUse, weights: Weights): Weights {
    const places = this.placesFor(use, weights);
    places.forEach(({ data }, index) => data.set(weights[index]?.data ?? []));
    return places;
  }

  /** Zeros in the shapes of `weights` until the next copy for the same use. */
  zerosLike(use: CopyUse, weights: Weights): Weights {
    const places = this.placesFor(use, weights);
    for (const { data } of places) data.fill(0);
    return places;
  }

  private placesFor(use: CopyUse, weights: Weights): NamedTensor[] {
    return this.places(
      use,
      weights.map(({ name, shape, data }) => ({ name, shape, size: data.length })),
    );
  }

  private places(use: CopyUse, tensors: readonly Place[]): NamedTensor[] {
    const piece = this.pieceOf(
      use,
      tensors.reduce((sum, { size }) => sum + size, 0),
    );
    let from = 0;
    return tensors.map(({ name, shape, size }) => {
      const data = piece.subarray(from, from + size);
      from += size;
      return { name, shape, data };
    });
  }

  private pieceOf(use: CopyUse, length: number): Float32Array {
    const known = this.pieces.get(use);
    if (known?.length === length) return known;
    const made = new Float32Array(length);
    this.pieces.set(use, made);
    return made;
  }
}

interface Place {
  readonly name: string;
  readonly shape: readonly number[];
  /** Values. */
  readonly size: number;
}
