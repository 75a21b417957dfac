/** Prefixes that wrappers put before a network's names, taken off again. */

interface Named {
  readonly name: string;
}

export interface WithoutPrefixes<T extends Named> {
  readonly tensors: T[];
  /** From the outside in. */
  readonly prefixes: string[];
  /** Names that did not have all of them, and that one inside has too: they are left out. */
  readonly shadowed: string[];
}

/** DataParallel, detectors around a backbone, Lightning modules and torch.compile. */
const known = ['module.', 'backbone.', 'model.', 'net.', 'encoder.', '_orig_mod.'];
/** A known prefix is taken off where this share of the names has it; another one only where every name has it. */
const mostNames = 0.8;
const mostRounds = 8;

export function takePrefixesOff<T extends Named>(named: readonly T[]): WithoutPrefixes<T> {
  const prefixes: string[] = [];
  let inside = [...named];
  const outside: T[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    const prefix = commonPrefix(inside);
    if (prefix === null) break;
    prefixes.push(prefix);
    outside.push(...inside.filter(({ name }) => !name.startsWith(prefix)));
    inside = inside
      .filter(({ name }) => name.startsWith(prefix))
      .map((one) => ({ ...one, name: one.name.slice(prefix.length) }));
  }
  // A name outside must not be taken for the one that has lost its prefix.
  const taken = new Set(inside.map(({ name }) => name));
  const apart = outside.filter(({ name }) => !taken.has(name));
  const shadowed = outside.filter(({ name }) => taken.has(name)).map(({ name }) => name);
  return { tensors: [...inside, ...apart], prefixes, shadowed };
}

function commonPrefix(named: readonly Named[]): string | null {
  const share = (prefix: string) => named.filter(({ name }) => name.startsWith(prefix)).length / named.length;
  const usual = known.find((prefix) => share(prefix) >= mostNames);
  if (usual !== undefined) return usual;
  const first = named[0]?.name ?? '';
  const prefix = first.slice(0, first.indexOf('.') + 1);
  // Of one or two tensors a common first part says nothing: `fc.weight`, `fc.bias`.
  return prefix !== '' && named.length > 8 && share(prefix) === 1 ? prefix : null;
}
