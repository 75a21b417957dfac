/** What was typed into a field, as a value or as what is wrong with it. */
import type { Field, ParameterValue } from '../../shared/field';

/** What an input holds: text as typed, or a switch. */
export type Typed = string | boolean;

export type Checked = { readonly value: ParameterValue } | { readonly problem: string };

export function checkField(field: Field, typed: Typed): Checked {
  switch (field.type) {
    case 'switch':
      return { value: typed === true };
    case 'choice':
      return field.choices?.includes(String(typed))
        ? { value: String(typed) }
        : { problem: `${field.label} has to be one of ${field.choices?.join(', ') ?? 'its choices'}.` };
    case 'text':
      return { value: String(typed) };
    case 'integer':
    case 'number':
      return checkNumber(field, String(typed).trim());
  }
}

/** What a field shows for a value. */
export function typedOf(value: ParameterValue): Typed {
  return typeof value === 'boolean' ? value : String(value);
}

function checkNumber(field: Field, text: string): Checked {
  const { label, minimum, maximum, word } = field;
  if (word !== undefined && text === word) return { value: word };
  const isInteger = field.type === 'integer';
  const orWord = word === undefined ? '' : `"${word}" or `;
  const value = Number(text);
  if (text === '' || !Number.isFinite(value))
    return { problem: `${label} has to be ${orWord}a ${isInteger ? 'whole ' : ''}number.` };
  if (isInteger && !Number.isInteger(value)) return { problem: `${label} has to be a whole number.` };
  if (minimum !== undefined && value < minimum) return { problem: `${label} has to be at least ${minimum}.` };
  if (maximum !== undefined && value > maximum) return { problem: `${label} can be at most ${maximum}.` };
  return { value };
}
