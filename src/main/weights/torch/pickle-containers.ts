/** What a pickle puts into its lists, dicts and sets; objects of Python are left alone, and nothing of them is kept. */
import { damagedCheckpoint, refusedCheckpoint } from './checkpoint-refusal';
import { describeValue, isDict, isObject } from './pickle-values';
import type { PickleDict, PickleKey, PickleList, PickleValue } from './pickle-values';

export function appendItems(list: PickleValue, items: readonly PickleValue[], path: string): void {
  if (isObject(list)) return;
  if (!isList(list)) throw damagedCheckpoint(path, `its pickle appends to ${describeValue(list)}`);
  for (const item of items) list.items.push(item);
}

/** `flat`: keys and values by turns. */
export function setEntries(dict: PickleValue, flat: readonly PickleValue[], path: string): void {
  if (isObject(dict)) return;
  if (!isDict(dict)) throw damagedCheckpoint(path, `its pickle sets entries of ${describeValue(dict)}`);
  if (flat.length % 2 === 1) throw damagedCheckpoint(path, 'its pickle gives a dict a key without a value');
  for (let at = 0; at < flat.length; at += 2) {
    const key = keyOf(flat[at], path);
    if (key !== undefined) dict.entries.set(key, flat[at + 1] ?? null);
  }
}

/** Sets are objects here. */
export function addItems(set: PickleValue, items: readonly PickleValue[], path: string): void {
  if (!isObject(set)) {
    throw damagedCheckpoint(path, `its pickle adds ${items.length} items to ${describeValue(set)}`);
  }
}

/** Those of objects are left alone. A state_dict has one, `_metadata`: versions of its modules, which hold no values. */
export function setAttributes(target: PickleValue, [state]: readonly PickleValue[], path: string): void {
  if (isObject(target)) return;
  if (isDict(target) && isDict(state) && hasOnlyMetadata(state)) return;
  throw refusedCheckpoint(path, `it sets attributes of ${describeValue(target)}, which is not part of a state_dict`);
}

/** Undefined for what may be a key in Python and names no weights: None, tuples, classes and other objects. */
function keyOf(value: PickleValue | undefined, path: string): PickleKey | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object') {
    if (value.kind === 'tuple' || value.kind === 'class' || value.kind === 'object') return undefined;
    throw refusedCheckpoint(path, `a dict in it has ${describeValue(value)} for a key`);
  }
  return value;
}

function isList(value: PickleValue): value is PickleList {
  return typeof value === 'object' && value !== null && value.kind === 'list';
}

function hasOnlyMetadata(state: PickleDict): boolean {
  return state.entries.size === (state.entries.has('_metadata') ? 1 : 0);
}
