/** Several sets of weights in one file, as trainings keep them: a network and its average, a student and a teacher. */
import { AppError } from '../../../shared/errors';

/** A set by the keys, or the first part of its names, that lead to it from the outside. */
export interface PlacedSet {
  readonly keys: readonly string[];
}

export interface ChosenSet<Set extends PlacedSet> {
  readonly chosen: Set;
  /** Of all sets, those first that are usually meant. */
  readonly places: readonly string[];
}

/** Where several hold as much, the one that comes first here is meant. */
const usualKeys = ['state_dict', 'model_state_dict', 'model', 'net', 'network', 'weights', 'params', 'state_dict_ema'];
const top = 'top';
/** Sets under names of their own: from so many tensors on, at most so many, and together at least this share of all. */
const fewestTensors = 8;
const mostSiblings = 4;
const leastShare = 0.8;
const deepest = 8;
/** Counters that layers and averages keep beside their weights. */
export const counterName = /(^|\.)(num_batches_tracked|n_averaged)$/;

/** `part`: the place that a person gives. Throws `bad-input`, naming what is there, for one that the file does not have. */
export function chooseSet<Set extends PlacedSet>(
  sets: readonly [Set, ...Set[]],
  { part, path }: { part: string | undefined; path: string },
): ChosenSet<Set> {
  const sorted = sets.toSorted((a, b) => rank(a) - rank(b));
  const places = sorted.map(placeOf);
  const wanted = part === undefined ? 0 : places.indexOf(part);
  const chosen = sorted[wanted];
  if (chosen !== undefined) return { chosen, places };
  const held = places.map((place) => `"${place}"`).join(', ');
  const way = places.length > 1 ? 'Choose one of them.' : 'Leave the part out.';
  throw new AppError('bad-input', `${path} has no set of weights "${part}"; it holds ${held}. ${way}`);
}

/** Keys with dots between them: `checkpoint.state_dict`; `top` where the file holds the weights alone. */
export function placeOf({ keys }: PlacedSet): string {
  return keys.length === 0 ? top : keys.join('.');
}

/**
 * The first parts of names under which the same names stand: `student.`, `teacher.`; empty where there is but one set.
 * Blocks of a network have equal names too, and are told apart by what lies beside them.
 */
export function siblingPrefixes(names: readonly string[]): string[] {
  const counted = names.filter((name) => !counterName.test(name));
  const outer = sharedStart(counted);
  const inner = new Map<string, string[]>();
  for (const name of counted) {
    const rest = name.slice(outer.length);
    const first = rest.slice(0, rest.indexOf('.') + 1);
    const held = inner.get(first);
    if (held === undefined) inner.set(first, [rest.slice(first.length)]);
    else held.push(rest.slice(first.length));
  }
  const byNames = Map.groupBy(inner, ([, held]) => held.toSorted().join('\n'));
  for (const siblings of byNames.values()) {
    const tensors = siblings.reduce((sum, [, held]) => sum + held.length, 0);
    const each = siblings[0]?.[1].length ?? 0;
    if (siblings.length < 2 || siblings.length > mostSiblings || each < fewestTensors) continue;
    if (tensors >= leastShare * counted.length) return siblings.map(([first]) => outer + first);
  }
  return [];
}

/** The parts that all names begin with: `module.`. */
function sharedStart(names: readonly string[]): string {
  const [first = ''] = names;
  let start = '';
  for (let depth = 0; depth < deepest; depth += 1) {
    const next = first.slice(0, first.indexOf('.', start.length) + 1);
    if (next.length <= start.length || !names.every((name) => name.startsWith(next))) return start;
    start = next;
  }
  return start;
}

function rank({ keys }: PlacedSet): number {
  const place = usualKeys.indexOf(keys.at(-1) ?? '');
  return place < 0 ? usualKeys.length : place;
}
