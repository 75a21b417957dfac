/** What the fields of a form hold, as values that bound and switch off each other. Pure. */
import type { Field, Parameters } from '../../shared/field';
import type { MethodInfo, PresetId } from '../../shared/recipe';
import { valueOfTyped, type Typed } from './field-check';
import { sharedPresetValue } from './preset-values';

export interface HeldBy {
  /** What a person has set, by key; the other fields hold what the preset has. */
  readonly typed: Readonly<Record<string, Typed>>;
  /** Those that the fields hold for. */
  readonly methods: readonly MethodInfo[];
  readonly preset: PresetId;
}

/** Unchecked; a field is left out where the methods' presets do not agree and nothing was set. */
export function heldValues(fields: readonly Field[], { typed, methods, preset }: HeldBy): Parameters {
  const values: Parameters = {};
  for (const field of fields) {
    const own = typed[field.key];
    const value = own === undefined ? sharedPresetValue(methods, preset, field).value : valueOfTyped(field, own);
    if (value !== null) values[field.key] = value;
  }
  return values;
}

export interface FieldGroup {
  readonly label: string;
  /** The first is the chance, or the amount, that switches the group on. */
  readonly fields: readonly Field[];
  readonly isOn: boolean;
}

/** The fields of a section by their headings, in their order. */
export function groupsOf(fields: readonly Field[], section: string, values: Parameters): FieldGroup[] {
  const inside = fields.filter((field) => field.section === section);
  const labels = [...new Set(inside.map(({ group }) => group ?? section))];
  return labels.map((label) => {
    const own = inside.filter(({ group }) => (group ?? section) === label);
    const [first] = own;
    return { label, fields: own, isOn: first !== undefined && values[first.key] !== 0 };
  });
}
