/** The state_dict in a checkpoint: bare, or among what the published code saves with it. */
import { refusedCheckpoint, shown } from './checkpoint-refusal';
import { describeValue, isDict, isTensor } from './pickle-values';
import type { PickleDict, PickleValue } from './pickle-values';
import type { NamedTorchTensor } from './stored-tensors';

export interface FoundStateDict {
  /** In the file's order, without the prefix. */
  readonly tensors: readonly NamedTorchTensor[];
  /** The dict around the state_dict; null where the file holds the state_dict alone. */
  readonly wrapping: PickleDict | null;
  readonly hadModulePrefix: boolean;
}

const wrappingKey = 'state_dict';
/** What nn.DataParallel puts before every name. */
const modulePrefix = 'module.';
const mostKeysShown = 5;

/** Throws `bad-input` where there is no state_dict, or something other than tensors in it. */
export function findStateDict(root: PickleValue, path: string): FoundStateDict {
  if (!isDict(root)) throw refusedCheckpoint(path, `it holds ${describeValue(root)} and no state_dict`);
  const inner = root.entries.get(wrappingKey);
  const wrapping = inner !== undefined && !isTensor(inner) ? root : null;
  const stateDict = wrapping === null ? root : inner;
  if (!isDict(stateDict)) throw refusedCheckpoint(path, `its state_dict is ${describeValue(stateDict ?? null)}`);
  const named = namedTensors(stateDict, { path, isBare: wrapping === null });
  const hadModulePrefix = named.every(({ name }) => name.startsWith(modulePrefix));
  return {
    tensors: hadModulePrefix ? named.map((one) => ({ ...one, name: one.name.slice(modulePrefix.length) })) : named,
    wrapping,
    hadModulePrefix,
  };
}

function namedTensors(stateDict: PickleDict, { path, isBare }: { path: string; isBare: boolean }): NamedTorchTensor[] {
  const named: NamedTorchTensor[] = [];
  for (const [name, tensor] of stateDict.entries) {
    if (typeof name === 'string' && isTensor(tensor)) named.push({ name, tensor });
    else if (isBare) throw refusedCheckpoint(path, `it holds ${keysOf(stateDict)}, and no state_dict`);
    else throw refusedCheckpoint(path, `its state_dict has ${describeValue(tensor)} under "${shown(String(name))}"`);
  }
  if (named.length === 0) throw refusedCheckpoint(path, 'its state_dict is empty');
  return named;
}

function keysOf({ entries }: PickleDict): string {
  const keys = [...entries.keys()].slice(0, mostKeysShown).map((key) => `"${shown(String(key))}"`);
  const more = entries.size - keys.length;
  return more > 0 ? `${keys.join(', ')} and ${more} more` : keys.join(', ');
}
