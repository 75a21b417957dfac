/** Malformed and over-long inputs of a call: made from its schema, then spoilt in one place or as a whole. */
import fc from 'fast-check';
import { z } from 'zod';
import { decode, encode } from '../../../src/shared/codec';
import { AppError } from '../../../src/shared/errors';

/** Inputs that the schema refuses; as many as asked for, the same for the same seed. */
export function malformedInputs(schema: z.core.$ZodType, count: number, seed: number): unknown[] {
  const spoilt = fc.oneof(junk, spoiltIn(schema));
  const found: unknown[] = [];
  for (let round = 0; found.length < count && round < 40; round += 1) {
    const drawn = fc.sample(spoilt, { numRuns: count, seed: seed + round });
    found.push(...drawn.flatMap(asSent).filter((value) => !z.safeParse(schema, value).success));
  }
  return found.slice(0, count);
}

/** What arrives: a property that is undefined does not; with a key `__proto__` nothing does, and the connection is closed. */
function asSent(value: unknown): unknown[] {
  const message = encode(value);
  try {
    return [decode(message)];
  } catch (error) {
    if (error instanceof AppError && error.message.includes('__proto__')) return [];
    throw error;
  }
}

const long = (length: number) =>
  fc.constantFrom('a', '\\', '"', '\u202e', '顔', '../').map((text) => text.repeat(length));
const deep = fc.integer({ min: 2, max: 95 }).map((depth) => {
  let value: unknown = 'x';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { deeper: value };
  return value;
});

/** Of no schema's liking in most places. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      null,
      true,
      NaN,
      -1,
      0.5,
      1e308,
      -Infinity,
      '',
      '\0',
      '/etc/passwd',
      '../../..',
      '%2e%2e',
    ),
  },
  { weight: 20, arbitrary: fc.string({ unit: 'binary', maxLength: 400 }) },
  { weight: 20, arbitrary: fc.array(fc.oneof(fc.integer(), fc.string(), fc.constant(null)), { maxLength: 30 }) },
  {
    weight: 20,
    arbitrary: fc.dictionary(fc.string({ maxLength: 30 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 12 }),
  },
  { weight: 10, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  { weight: 10, arbitrary: deep },
  { weight: 10, arbitrary: long(5000) },
  { weight: 1, arbitrary: long(500_000) },
  { weight: 1, arbitrary: fc.constantFrom(0, 'run-1', null).map((item) => Array.from({ length: 20_000 }, () => item)) },
  {
    weight: 1,
    arbitrary: fc.constant(Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, 0]))),
  },
);

/** A right value with a wrong one somewhere in it. */
function spoiltIn(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  return fc.tuple(rightFor(schema), junk, fc.nat(), fc.boolean()).map(([value, wrong, at, isRemoved]) => {
    const places = placesOf(value);
    const place = places[at % Math.max(1, places.length)];
    return place === undefined ? wrong : replaced(value, place, isRemoved ? gone : wrong);
  });
}

const gone = Symbol('gone');

type Path = readonly (string | number)[];

function placesOf(value: unknown): Path[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, item]) => [[key], ...placesOf(item).map((path): Path => [key, ...path])]);
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const next = (name: string | number, item: unknown) => (name === key ? replaced(item, rest, by) : item);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => next(index, item)).filter((item) => item !== gone);
  const entries = Object.entries(Object(value)).map(([name, item]): [string, unknown] => [name, next(name, item)]);
  return Object.fromEntries(entries.filter(([, item]) => item !== gone));
}

/** Values of the right kind; not each of them is one that the schema takes. */
function rightFor(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodObject) {
    const shape: Record<string, fc.Arbitrary<unknown>> = {};
    for (const [key, value] of Object.entries(schema.shape)) shape[key] = rightFor(value as z.core.$ZodType);
    return fc.record(shape);
  }
  if (schema instanceof z.ZodArray) return fc.array(rightFor(schema.element), { minLength: 1, maxLength: 4 });
  if (schema instanceof z.ZodRecord)
    return fc.dictionary(fc.string({ maxLength: 12 }), rightFor(schema.valueType), { maxKeys: 4 });
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.options.map(rightFor));
  if (schema instanceof z.ZodTuple) return fc.tuple(...schema._zod.def.items.map(rightFor));
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodNumber) return fc.integer({ min: 1, max: 40 });
  if (schema instanceof z.ZodCustom) return fc.uint8Array({ maxLength: 20 });
  if (schema instanceof z.ZodPipe) return rightFor(schema.in);
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault
  ) {
    return rightFor(schema._zod.def.innerType);
  }
  return fc.constantFrom('alpha', 'run-1', 'made-at-8095bd0-ft-s1-cd6dfa56', '/data');
}
