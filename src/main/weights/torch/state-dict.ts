/** The state_dict in a checkpoint: bare, or anywhere among what training scripts save with it. */
import { formatCount } from '../../../shared/format';
import { refusedCheckpoint, shown } from './checkpoint-refusal';
import { takePrefixesOff } from './key-prefixes';
import { describeValue, isDict, isObject, isTensor } from './pickle-values';
import type { PickleDict, PickleValue } from './pickle-values';
import { chooseSet, placeOf, siblingPrefixes } from './sets-of-weights';
import type { NamedTorchTensor } from './stored-tensors';

export interface FoundStateDict {
  /** In the file's order, without the prefixes. */
  readonly tensors: readonly NamedTorchTensor[];
  /** The dict around the state_dict; null where the file holds the state_dict alone. */
  readonly wrapping: PickleDict | null;
  /** Keys that lead to it from the outside: `state_dict`; `top` where the file holds it alone. */
  readonly place: string;
  /** Of all sets of weights that might be meant, this one among them. */
  readonly places: readonly string[];
  /** What was taken off the names, from the outside: `module.`. */
  readonly prefixes: readonly string[];
  /** Entries that are no tensors, and tensors whose name another has once its prefix is off. */
  readonly skipped: readonly string[];
}

interface Candidate {
  readonly dict: PickleDict;
  readonly keys: readonly string[];
  readonly wrapping: PickleDict | null;
  readonly tensors: number;
  /** Of the names that belong to it, where its dict holds several sets; else empty. */
  readonly start: string;
}

const otherParts = /optim|sched|scaler|amp|rng|hyper_?param/i;
/** Of a state_dict among others: it holds at least this share of the tensors of the largest. */
const leastShare = 0.5;
const deepest = 4;
const mostDicts = 10_000;
const mostKeysShown = 5;

/**
 * `part`: the place of one of several. Throws `bad-input`, naming what is there instead, where there is no state_dict, or
 * none in that place.
 */
export function findStateDict(root: PickleValue, path: string, part?: string): FoundStateDict {
  if (!isDict(root)) throw noStateDict(root, path);
  const candidates = stateDictsBelow(root).flatMap(setsOf);
  const largest = Math.max(0, ...candidates.map(({ tensors }) => tensors));
  const [first, ...more] = candidates.filter(({ tensors }) => tensors > 0 && tensors >= leastShare * largest);
  if (first === undefined) throw noStateDict(root, path);
  const { chosen, places } = chooseSet([first, ...more], { part, path });
  const named: NamedTorchTensor[] = [];
  const skipped: string[] = [];
  for (const [name, tensor] of chosen.dict.entries) {
    if (typeof name === 'string' && !name.startsWith(chosen.start)) continue;
    if (typeof name === 'string' && isTensor(tensor)) named.push({ name: name.slice(chosen.start.length), tensor });
    else skipped.push(shown(String(name)));
  }
  const { tensors, prefixes, shadowed } = takePrefixesOff(named);
  return {
    tensors,
    prefixes,
    wrapping: chosen.wrapping,
    place: placeOf(chosen),
    places,
    skipped: [...skipped, ...shadowed],
  };
}

/** One dict may hold several, each under a first part of its names. */
function setsOf(candidate: Candidate): Candidate[] {
  const { dict, keys, wrapping } = candidate;
  const names = [...dict.entries].flatMap(([name, value]) =>
    typeof name === 'string' && isTensor(value) ? [name] : [],
  );
  const starts = siblingPrefixes(names);
  if (starts.length === 0) return [candidate];
  return starts.map((start) => ({
    ...{ dict, wrapping, start, keys: [...keys, shown(start.slice(0, -1))] },
    tensors: names.filter((name) => name.startsWith(start)).length,
  }));
}

/** Dicts of tensors, each once, those further out first. */
function stateDictsBelow(root: PickleDict): Candidate[] {
  const found: Candidate[] = [];
  const seen = new Set<PickleDict>([root]);
  let level: Omit<Candidate, 'tensors' | 'start'>[] = [{ dict: root, keys: [], wrapping: null }];
  for (let depth = 0; depth <= deepest && level.length > 0; depth += 1) {
    const next: typeof level = [];
    for (const at of level) {
      let tensors = 0;
      for (const [key, value] of at.dict.entries) {
        if (typeof key !== 'string') continue;
        if (isTensor(value)) tensors += 1;
        if (!isDict(value) || seen.has(value) || seen.size >= mostDicts || otherParts.test(key)) continue;
        seen.add(value);
        next.push({ dict: value, keys: [...at.keys, shown(key)], wrapping: at.dict });
      }
      if (tensors > 0) found.push({ ...at, tensors, start: '' });
    }
    level = next;
  }
  return found;
}

function noStateDict(root: PickleValue, path: string) {
  const whole = isDict(root)
    ? [...root.entries].find(([, value]) => isObject(value) && isModule(value.className))
    : null;
  if (isObject(root)) {
    return refusedCheckpoint(path, `it holds ${describeValue(root)}, a whole module or another object of its program`);
  }
  if (!isDict(root)) return refusedCheckpoint(path, `it holds ${describeValue(root)} and no state_dict`);
  if (whole) {
    const [key, module] = whole;
    return refusedCheckpoint(path, `under "${shown(String(key))}" it holds ${describeValue(module)}, a whole module`);
  }
  if (root.entries.size === 0) return refusedCheckpoint(path, 'its state_dict is empty');
  const inner = root.entries.get('state_dict');
  if (inner !== undefined && !isDict(inner))
    return refusedCheckpoint(path, `its state_dict is ${describeValue(inner)}`);
  return refusedCheckpoint(path, `it holds ${keysOf(root)}, and no state_dict`);
}

/** Beside the options of a training, which are objects too. */
function isModule(className: string): boolean {
  return !/^(argparse|collections|numpy|builtins|__builtin__|pathlib|datetime|torch\.device)\b|^(bytes|set)$/.test(
    className,
  );
}

function keysOf({ entries }: PickleDict): string {
  const keys = [...entries.keys()].slice(0, mostKeysShown).map((key) => {
    const value = entries.get(key) ?? null;
    const count = isDict(value) ? ` of ${formatCount(value.entries.size, 'entry', 'entries')}` : '';
    return `"${shown(String(key))}" (${describeValue(value)}${count})`;
  });
  const more = entries.size - keys.length;
  return more > 0 ? `${keys.join(', ')} and ${more} more` : keys.join(', ');
}
