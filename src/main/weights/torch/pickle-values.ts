/** What a pickle of a state_dict can hold once it is read: plain data, and descriptions of tensors without their values. */
import { shown } from './checkpoint-refusal';
import type { StorageType } from './storage-types';

export type PickleKey = string | number | bigint | boolean;

export type PickleValue =
  null | PickleKey | PickleTuple | PickleList | PickleDict | PickleClass | PickleObject | TorchStorage | TorchTensor;

export interface PickleTuple {
  readonly kind: 'tuple';
  readonly items: readonly PickleValue[];
}

export interface PickleList {
  readonly kind: 'list';
  readonly items: PickleValue[];
}

/** A Map, so that a key named `__proto__` is a key like any other. Keeps the order of the file. */
export interface PickleDict {
  readonly kind: 'dict';
  readonly entries: Map<PickleKey, PickleValue>;
}

/** A name that the file may mention. `construct` is code of ours that stands in for a call of it. */
export interface PickleClass {
  readonly kind: 'class';
  readonly name: string;
  /** Null where a call of it has no place in a state_dict. */
  readonly construct: ((args: readonly PickleValue[], path: string) => PickleValue) | null;
  /** Set for the storage classes alone. */
  readonly storageType: StorageType | null;
  /** False for a name that is only mentioned: it may stand for a value, and is never called. */
  readonly isKnown: boolean;
}

/** What Python would make an object of: it is left alone, and nothing of its content is kept. */
export interface PickleObject {
  readonly kind: 'object';
  readonly className: string;
}

/** A block of values elsewhere in the file. `count` is what the pickle declares, not yet checked against the file. */
export interface TorchStorage {
  readonly kind: 'storage';
  readonly type: StorageType;
  readonly key: string;
  readonly count: number;
}

/** A view into a storage; offset and strides count values, and may not fit the storage. */
export interface TorchTensor {
  readonly kind: 'tensor';
  readonly storage: TorchStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

export function isDict(value: PickleValue | undefined): value is PickleDict {
  return typeof value === 'object' && value !== null && value.kind === 'dict';
}

export function isObject(value: PickleValue | undefined): value is PickleObject {
  return typeof value === 'object' && value !== null && value.kind === 'object';
}

export function isTensor(value: PickleValue | undefined): value is TorchTensor {
  return typeof value === 'object' && value !== null && value.kind === 'tensor';
}

/** In words, for messages. */
export function describeValue(value: PickleValue): string {
  if (value === null) return 'None';
  switch (typeof value) {
    case 'string':
      return 'a text';
    case 'boolean':
      return 'a truth value';
    case 'object':
      if (value.kind === 'class') return `the class ${shown(value.name)}`;
      return value.kind === 'object' ? `an object of the class ${shown(value.className)}` : `a ${value.kind}`;
    default:
      return 'a number';
  }
}
