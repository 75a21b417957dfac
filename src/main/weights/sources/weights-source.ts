/** Packages whose checkpoints are known: how they name what our networks have. */
import type { ClassOrder } from '../../../shared/weights';

export interface WeightsSource {
  readonly label: string;
  readonly network: string;
  /** Tried one after the other; the first pattern that fits a name of theirs gives ours. */
  readonly names: readonly (readonly [theirs: RegExp, ours: string])[];
  /** The order of the classes in the source's own code, where that differs from the published one. */
  readonly classes?: ClassOrder;
  /** What a reader has to know of weights with these names. */
  readonly note?: string;
}
