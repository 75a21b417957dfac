/** What was typed, as a value or as what is wrong with it. */
import { describe, expect, it } from 'vitest';
import { checkField, typedOf } from '../../../src/renderer/forms/field-check';
import type { Field } from '../../../src/shared/field';

const epochs: Field = {
  key: 'epochs',
  label: 'Epochs',
  description: '',
  type: 'integer',
  default: 20,
  minimum: 1,
  maximum: 100,
};

const allowed = 'Epochs has to be a whole number from 1 up to 100.';

describe('checkField', () => {
  it('takes a whole number within its bounds', () => {
    expect(checkField(epochs, ' 7 ')).toEqual({ value: 7 });
    expect(checkField(epochs, '1')).toEqual({ value: 1 });
    expect(checkField(epochs, '100')).toEqual({ value: 100 });
  });

  it('names the field and the bounds', () => {
    expect(checkField(epochs, '0')).toEqual({ problem: allowed });
    expect(checkField(epochs, '101')).toEqual({ problem: allowed });
  });

  it('refuses fractions where a whole number is wanted, and takes them elsewhere', () => {
    expect(checkField(epochs, '1.5')).toEqual({ problem: allowed });
    expect(checkField({ ...epochs, type: 'number' }, '1.5')).toEqual({ value: 1.5 });
  });

  it('refuses what is no number, and nothing at all', () => {
    for (const text of ['', 'many', '1,5', 'NaN', 'Infinity']) {
      expect(checkField(epochs, text)).toEqual({ problem: allowed });
    }
  });

  it('takes a word in place of a number where the field has one', () => {
    const replicas = { ...epochs, label: 'Replicas', word: 'auto' };
    expect(checkField(replicas, ' auto ')).toEqual({ value: 'auto' });
    expect(checkField(replicas, '2')).toEqual({ value: 2 });
    expect(checkField(replicas, 'all')).toEqual({
      problem: 'Replicas has to be "auto" or a whole number from 1 up to 100.',
    });
    expect(checkField(epochs, 'auto')).toEqual({ problem: allowed });
  });

  it('takes one of the choices only', () => {
    const field: Field = {
      ...epochs,
      label: 'Partner',
      type: 'choice',
      default: 'same',
      choices: ['same', 'opposite'],
    };
    expect(checkField(field, 'opposite')).toEqual({ value: 'opposite' });
    expect(checkField(field, 'other')).toEqual({ problem: 'Partner has to be one of "same", "opposite".' });
  });

  it('keeps a switch a switch', () => {
    const field: Field = { ...epochs, type: 'switch', default: true };
    expect(typedOf(field.default)).toBe(true);
    expect(checkField(field, false)).toEqual({ value: false });
  });
});
