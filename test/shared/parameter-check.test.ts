/** The one check of parameters takes exactly what the schemas take, for every parameter that there is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { augmentations } from '../../src/core/augmentations';
import { methods } from '../../src/core/methods';
import { networks } from '../../src/core/networks';
import { resolveRecipe } from '../../src/core/recipe/recipe';
import { TrainingParameters } from '../../src/core/recipe/training-parameters';
import { fieldsOf, type Field, type ParameterValue } from '../../src/shared/field';
import { isOff, valueOfText, whyRefused } from '../../src/shared/parameter-check';

const odd = z.object({
  rate: z.number().gt(0).lt(1).default(0.5).meta({ label: 'Rate', description: 'Between two bounds.' }),
});
const all = [
  { of: 'training', schema: TrainingParameters },
  ...augmentations.map(({ id, parameters }) => ({ of: id, schema: parameters })),
  ...methods.map(({ id, parameters }) => ({ of: id, schema: parameters })),
  ...networks.map(({ id, parameters }) => ({ of: id, schema: parameters })),
  { of: 'no parameter of ours', schema: odd },
].flatMap(({ of, schema }) => fieldsOf(schema).map((field) => ({ name: `${of}/${field.key}`, field, schema })));

/** Values at, just beside and far from the field's bounds, its words, and what is of another type. */
function valuesFor(field: Field): fc.Arbitrary<ParameterValue> {
  const { minimum = 0, maximum = 100, exclusiveMinimum = minimum, exclusiveMaximum = maximum, multipleOf = 1 } = field;
  const bounds = [minimum, maximum, exclusiveMinimum, exclusiveMaximum];
  const near = bounds.flatMap((bound) => [bound, bound - 1, bound + 1, bound + 0.5, bound + multipleOf, bound - 1e-9]);
  const words = [...(field.choices ?? []), ...(field.word === undefined ? [] : [field.word]), 'nothing', '', '5'];
  return fc.oneof(
    fc.constantFrom<ParameterValue>(...near, ...words, true, false, NaN, Infinity, -Infinity, 2 ** 60),
    fc.double({ noNaN: true }),
    fc.integer(),
  );
}

describe('the check of a parameter', () => {
  it.each(all)('takes for $name what its schema takes', ({ field, schema }) => {
    const own: z.ZodType | undefined = Object.entries(schema.shape).find(([key]) => key === field.key)?.[1];
    if (!own) throw new Error(`The schema has no "${field.key}".`);
    fc.assert(
      fc.property(valuesFor(field), (value) => {
        expect(whyRefused(field, value) === null).toBe(z.safeParse(own, value).success);
      }),
      { numRuns: 200 },
    );
    expect(whyRefused(field, field.default)).toBeNull();
  });

  it('says what it takes, and which other parameter bounds it', () => {
    const training = { method: 'ft', network: 'small-cnn' };
    expect(() => resolveRecipe({ ...training, parameters: { imageSize: 40 } })).toThrow(
      'Parameter "imageSize" (Image size) cannot be 40: give a whole number from 32 up to 256 that is a multiple of 16.',
    );
    expect(() => resolveRecipe({ ...training, parameters: { replicas: 9, batchSize: 8 } })).toThrow(
      'Parameter "replicas" (Replicas) cannot be 9: give "auto" or a whole number from 1 up to 8 ("batchSize", Batch size).',
    );
  });
});

it('knows a field that does nothing beside others', () => {
  const [rate] = fieldsOf(odd);
  if (!rate) throw new Error('No field.');
  expect(isOff(rate, { chance: 0 })).toBe(false);
  const ranged = { ...rate, offAtZeroOf: 'chance' };
  expect([0, 0.1].map((chance) => isOff(ranged, { chance }))).toEqual([true, false]);
  expect(isOff(ranged, {})).toBe(false);
});

it('reads what was typed as the field means it', () => {
  const [rate] = fieldsOf(odd);
  if (!rate) throw new Error('No field.');
  expect(valueOfText(rate, ' 0.25 ')).toBe(0.25);
  expect(valueOfText(rate, 'auto')).toBe('auto');
  expect(valueOfText({ ...rate, type: 'switch' }, 'true')).toBe(true);
  expect(valueOfText({ ...rate, type: 'text' }, '5')).toBe('5');
});
