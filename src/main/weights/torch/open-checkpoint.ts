/** A checkpoint whose pickle is read and whose values are still in the file. */
import type { PickleValue } from './pickle-values';
import type { StorageIndex } from './stored-tensors';

export type TorchFormat = 'zip' | 'legacy';

export interface OpenCheckpoint {
  readonly format: TorchFormat;
  readonly root: PickleValue;
  readonly storages: StorageIndex;
}
