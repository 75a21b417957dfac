/** What was typed into a field, as a value or as what is wrong with it. */
import type { Field, Parameters, ParameterValue } from '../../shared/field';
import { valueOfText, whyRefused } from '../../shared/parameter-check';

/** What an input holds: text as typed, or a switch. */
export type Typed = string | boolean;

export type Checked = { readonly value: ParameterValue } | { readonly problem: string };

/** `beside`: the values of other fields, which can bound it. */
export function checkField(field: Field, typed: Typed, beside: Parameters = {}): Checked {
  const value = valueOfTyped(field, typed);
  const allowed = whyRefused(field, value, beside);
  return allowed === null ? { value } : { problem: `${field.label} has to be ${allowed}.` };
}

/** As the field means it, unchecked. */
export function valueOfTyped(field: Field, typed: Typed): ParameterValue {
  return typeof typed === 'boolean' ? typed : valueOfText(field, typed);
}

/** What a field shows for a value. */
export function typedOf(value: ParameterValue): Typed {
  return typeof value === 'boolean' ? value : String(value);
}
