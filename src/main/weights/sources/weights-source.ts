/** Packages whose checkpoints are known: how they name what our networks have. */
import type { ClassOrder, ExportNames } from '../../../shared/weights';
import type { TensorShape } from '../torch/match-tensors';

export interface WeightsSource {
  readonly label: string;
  readonly network: string;
  /** Tried one after the other; the first pattern that fits a name of theirs gives ours. */
  readonly names: readonly (readonly [theirs: RegExp, ours: string])[];
  /** The order of the classes in the source's own code, where that differs from the published one. */
  readonly classes?: ClassOrder;
  /** What a reader has to know of weights with these names. */
  readonly note?: string;
  /** How weights are written under these names; absent where they are only read. */
  readonly written?: WrittenNames;
}

export interface WrittenNames {
  readonly as: ExportNames;
  /** Before every name. */
  readonly prefix?: string;
  /** Of `names`, those whose inverse is written; absent: all. */
  readonly inverted?: WeightsSource['names'];
  /** What its code wants besides and does not use: zeros, and ones where a normalisation divides or multiplies. */
  readonly besides?: readonly TensorShape[];
}
