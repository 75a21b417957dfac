/** What a preset sets, and how far values have gone from it. Pure. */
import type { Field, Parameters, ParameterValue } from '../../shared/field';
import { formatCount } from '../../shared/format';
import type { MethodInfo, PresetId } from '../../shared/recipe';

/** The value that a field has under a method's preset: the preset's own, else the field's default. */
export function presetValue(method: MethodInfo | undefined, preset: PresetId, field: Field): ParameterValue {
  return method?.presets[preset][field.key] ?? field.default;
}

export interface SharedValue {
  /** Null where the chosen methods' presets do not agree. */
  readonly value: ParameterValue | null;
  /** `FT same, CoReD opposite`; empty where they agree. */
  readonly byMethod: string;
}

/** What a preset gives to a field that all methods share. */
export function sharedPresetValue(methods: readonly MethodInfo[], preset: PresetId, field: Field): SharedValue {
  const values = methods.map((method) => presetValue(method, preset, field));
  const [first = field.default] = values;
  if (values.every((value) => value === first)) return { value: first, byMethod: '' };
  return {
    value: null,
    byMethod: methods.map(({ label }, index) => `${label} ${textOfValue(values[index])}`).join(', '),
  };
}

/** Keys of the fields whose value is not the preset's; a value that is not there counts as the preset's. */
export function changedKeys(
  method: MethodInfo | undefined,
  preset: PresetId,
  { fields, parameters }: { fields: readonly Field[]; parameters: Parameters },
): string[] {
  return fields
    .filter((field) => {
      const value = parameters[field.key];
      return value !== undefined && value !== presetValue(method, preset, field);
    })
    .map((field) => field.key);
}

/** The preset that a recipe is nearest to, with what was changed; of two as near, the corrected one. */
export function nearestPreset(
  method: MethodInfo | undefined,
  recipe: { fields: readonly Field[]; parameters: Parameters },
): { preset: PresetId; changed: readonly string[] } {
  const corrected = changedKeys(method, 'corrected', recipe);
  const published = changedKeys(method, 'published', recipe);
  return published.length < corrected.length
    ? { preset: 'published', changed: published }
    : { preset: 'corrected', changed: corrected };
}

/** `corrected`, `corrected, 1 change`, `published, 3 changes`. */
export function presetText(preset: PresetId, changes: number): string {
  return changes === 0 ? preset : `${preset}, ${formatCount(changes, 'change')}`;
}

/** A value as it is read: yes and no for switches. */
export function textOfValue(value: ParameterValue | null | undefined): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}

export interface PresetDifference {
  readonly field: Field;
  /** Labels of the chosen methods that have it; empty when all do. */
  readonly methods: readonly string[];
  readonly values: Readonly<Record<PresetId, string>>;
}

/** The switches: every field in which the presets of the chosen methods are not the same. */
export function presetDifferences(training: readonly Field[], methods: readonly MethodInfo[]): PresetDifference[] {
  const found = new Map<string, PresetDifference>();
  for (const method of methods) {
    for (const field of [...method.fields, ...training]) {
      const corrected = textOfValue(presetValue(method, 'corrected', field));
      const published = textOfValue(presetValue(method, 'published', field));
      if (corrected === published) continue;
      const key = `${field.key} ${corrected} ${published}`;
      const known = found.get(key)?.methods ?? [];
      found.set(key, { field, methods: [...known, method.label], values: { corrected, published } });
    }
  }
  return [...found.values()].map((difference) => ({
    ...difference,
    methods: difference.methods.length === methods.length ? [] : difference.methods,
  }));
}
