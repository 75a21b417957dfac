/** Compares the tensors of a file with those that a network needs, so that every difference can be told at once. */
export interface TensorShape {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface MisshapedTensor {
  readonly name: string;
  readonly expected: readonly number[];
  readonly found: readonly number[];
}

/** Missing and misshaped tensors in the network's order, extra ones in the file's. */
export interface TensorMatch {
  readonly missing: string[];
  readonly extra: string[];
  readonly misshaped: MisshapedTensor[];
}

export function matchTensors(expected: readonly TensorShape[], found: readonly TensorShape[]): TensorMatch {
  const shapes = new Map(found.map(({ name, shape }) => [name, shape]));
  const needed = new Set(expected.map(({ name }) => name));
  const missing: string[] = [];
  const misshaped: MisshapedTensor[] = [];
  for (const { name, shape } of expected) {
    const other = shapes.get(name);
    if (other === undefined) missing.push(name);
    else if (!haveSameLengths(shape, other)) misshaped.push({ name, expected: shape, found: other });
  }
  return { missing, extra: found.map(({ name }) => name).filter((name) => !needed.has(name)), misshaped };
}

/** Every missing, extra and misshaped tensor, one a line. */
export function describeMismatch({ missing, extra, misshaped }: TensorMatch, network: string): string[] {
  return [
    ...missing.map((name) => `missing: ${name}`),
    ...extra.map((name) => `not part of ${network}: ${name}`),
    ...misshaped.map((one) => `${one.name} has the shape ${inWords(one.found)} instead of ${inWords(one.expected)}`),
  ];
}

function haveSameLengths(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

function inWords(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
