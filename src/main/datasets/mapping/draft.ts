/** What a proposal starts from, and what comes out before it is counted. */
import type { DatasetMapping, MappingWish } from '../../../shared/mapping';

export interface Seen {
  readonly root: string;
  /** Relative to the root; without TransferLearning. */
  readonly images: readonly string[];
  /** Files that are no images. */
  readonly others: readonly string[];
  readonly wish: MappingWish;
}

export interface Draft {
  readonly mapping: DatasetMapping;
  readonly notes: readonly string[];
}
