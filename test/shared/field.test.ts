/** Form fields and flags out of a parameter schema. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Field, fieldsOf } from '../../src/shared/field';

const sample = z.object({
  epochs: z.number().int().min(1).max(1000).default(10).meta({
    label: 'Epochs',
    description: 'Passes over the training set in each stage.',
    unit: 'epochs',
  }),
  learningRate: z.number().gt(0).lt(10).default(0.05).meta({
    label: 'Learning rate',
    description: 'Step size of the optimiser.',
    source: 'Published code',
  }),
  representation: z.enum(['channel-mean', 'channel-vector']).default('channel-vector').meta({
    label: 'Representation',
    description: 'What is compared.',
  }),
  flip: z.boolean().default(true).meta({ label: 'Flip', description: 'Mirror half of the images.' }),
  note: z.string().default('').meta({ label: 'Note', description: 'Free text.' }),
  momentum: z.number().default(0.1).meta({ label: 'Momentum', description: 'Of the optimiser.' }),
  offset: z.number().int().default(0).meta({ label: 'Offset', description: 'Any whole number.' }),
});

describe('fieldsOf', () => {
  const fields = fieldsOf(sample);

  it('keeps the order of declaration and fits its own schema', () => {
    expect(fields.map(({ key }) => key)).toEqual(Object.keys(sample.shape));
    expect(z.array(Field).parse(fields)).toEqual(fields);
  });

  it('takes over label, description, unit, bounds and default of a whole number', () => {
    expect(fields[0]).toEqual({
      key: 'epochs',
      label: 'Epochs',
      description: 'Passes over the training set in each stage.',
      unit: 'epochs',
      type: 'integer',
      default: 10,
      minimum: 1,
      maximum: 1000,
    });
  });

  it('keeps bounds that are not taken themselves apart from those that are, and the source', () => {
    expect(fields[1]).toMatchObject({
      ...{ type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 10, source: 'Published code' },
    });
  });

  it('makes a choice of an enum, a switch of a boolean and a text of a string', () => {
    expect(fields[2]).toMatchObject({
      type: 'choice',
      default: 'channel-vector',
      choices: ['channel-mean', 'channel-vector'],
    });
    expect(fields[3]).toMatchObject({ type: 'switch', default: true });
    expect(fields[4]).toMatchObject({ type: 'text', default: '' });
    expect(fields[4]).not.toHaveProperty('choices');
  });

  it('makes a number of a word or a number, and keeps the word', () => {
    const count = z.union([z.literal('auto'), z.int().min(1).max(8)]).default('auto');
    const [field] = fieldsOf(z.object({ count: count.meta({ label: 'Count', description: 'How many.' }) }));
    expect(field).toMatchObject({ type: 'integer', word: 'auto', default: 'auto', minimum: 1, maximum: 8 });
    expect(Field.parse(field)).toEqual(field);
  });

  it('has no bounds where the schema sets none, also not those of a safe integer', () => {
    for (const field of fields.slice(5)) {
      expect(field).not.toHaveProperty('minimum');
      expect(field).not.toHaveProperty('maximum');
    }
  });

  it('has the defaults that the schema itself fills in', () => {
    expect(Object.fromEntries(fields.map((field) => [field.key, field.default]))).toEqual(sample.parse({}));
  });

  it('refuses a parameter without default or label', () => {
    const described = { label: 'Epochs', description: 'Passes.' };
    expect(() => fieldsOf(z.object({ epochs: z.number().meta(described) }))).toThrow(z.ZodError);
    expect(() => fieldsOf(z.object({ epochs: z.number().default(1) }))).toThrow(z.ZodError);
  });

  it('has no fields for an empty schema', () => {
    expect(fieldsOf(z.object({}))).toEqual([]);
  });
});
