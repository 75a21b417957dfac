/** The types of values in a PyTorch storage, by the class that a checkpoint names for them. */

export type StorageTypeId =
  'float64' | 'float32' | 'float16' | 'bfloat16' | 'int64' | 'int32' | 'int16' | 'int8' | 'uint8' | 'bool';

export interface StorageType {
  readonly id: StorageTypeId;
  /** The class's name in the module `torch`. */
  readonly className: string;
  readonly bytesPerValue: 1 | 2 | 4 | 8;
  /** Whether weights can be of this type; the others count or mask. */
  readonly isFloating: boolean;
}

const floating = { isFloating: true };
const whole = { isFloating: false };

export const storageTypes: readonly StorageType[] = [
  { id: 'float64', className: 'DoubleStorage', bytesPerValue: 8, ...floating },
  { id: 'float32', className: 'FloatStorage', bytesPerValue: 4, ...floating },
  { id: 'float16', className: 'HalfStorage', bytesPerValue: 2, ...floating },
  { id: 'bfloat16', className: 'BFloat16Storage', bytesPerValue: 2, ...floating },
  { id: 'int64', className: 'LongStorage', bytesPerValue: 8, ...whole },
  { id: 'int32', className: 'IntStorage', bytesPerValue: 4, ...whole },
  { id: 'int16', className: 'ShortStorage', bytesPerValue: 2, ...whole },
  { id: 'int8', className: 'CharStorage', bytesPerValue: 1, ...whole },
  { id: 'uint8', className: 'ByteStorage', bytesPerValue: 1, ...whole },
  { id: 'bool', className: 'BoolStorage', bytesPerValue: 1, ...whole },
];
