/** The one check of a parameter: what a field takes, for forms, flags and run.json alike. */
import type { Field, Parameters, ParameterValue } from './field';

/** Null where the field takes the value; else what it takes, in words: `a whole number from 1 up to 100`. `beside`: other parameters by key. */
export function whyRefused(field: Field, value: ParameterValue, beside: Parameters = {}): string | null {
  return takes(field, value, beside) ? null : whatItTakes(field, beside);
}

/** Whether the field has no effect beside these parameters. */
export function isOff({ offAtZeroOf }: Field, parameters: Parameters): boolean {
  return offAtZeroOf !== undefined && parameters[offAtZeroOf] === 0;
}

/** What a person typed, as the value that is meant; text that is no number stays text, for the check to refuse. */
export function valueOfText(field: Field, text: string): ParameterValue {
  const trimmed = text.trim();
  switch (field.type) {
    case 'integer':
    case 'number':
      return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
    case 'switch':
      return trimmed === 'true' ? true : trimmed === 'false' ? false : trimmed;
    case 'choice':
    case 'text':
      return text;
  }
}

function takes(field: Field, value: ParameterValue, beside: Parameters): boolean {
  switch (field.type) {
    case 'switch':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && (field.choices ?? []).includes(value);
    case 'text':
      return typeof value === 'string';
    case 'integer':
    case 'number':
      return value === field.word || (typeof value === 'number' && takesNumber(field, value, beside));
  }
}

function takesNumber(field: Field, value: number, beside: Parameters): boolean {
  const { type, minimum = -Infinity, exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity, multipleOf } = field;
  if (!Number.isFinite(value) || (type === 'integer' && !Number.isSafeInteger(value))) return false;
  if (value < minimum || value > maximumOf(field, beside).value) return false;
  if (value <= exclusiveMinimum || value >= exclusiveMaximum) return false;
  return multipleOf === undefined || value % multipleOf === 0;
}

interface Maximum {
  readonly value: number;
  /** The field that has this value: `"batchSize", Batch size`. */
  readonly bound?: string;
}

/** Its own, or the value of the field that bounds it. */
function maximumOf({ maximum = Infinity, atMostField, atMostLabel }: Field, beside: Parameters): Maximum {
  const other = atMostField === undefined ? undefined : beside[atMostField];
  if (atMostField === undefined || typeof other !== 'number' || other >= maximum) return { value: maximum };
  return { value: other, bound: [`"${atMostField}"`, ...(atMostLabel === undefined ? [] : [atMostLabel])].join(', ') };
}

/** `"auto" or a whole number from 1 up to 256`, `one of "same", "opposite"`. */
export function whatItTakes(field: Field, beside: Parameters = {}): string {
  switch (field.type) {
    case 'choice':
      return `one of ${(field.choices ?? []).map((choice) => `"${choice}"`).join(', ')}`;
    case 'switch':
      return 'true or false';
    case 'text':
      return 'a text';
    case 'integer':
    case 'number':
      return numberInWords(field, beside);
  }
}

function numberInWords(field: Field, beside: Parameters): string {
  const { type, word, minimum, exclusiveMinimum, exclusiveMaximum, multipleOf } = field;
  const maximum = maximumOf(field, beside);
  return [
    ...(word === undefined ? [] : [`"${word}" or`]),
    type === 'integer' ? 'a whole number' : 'a number',
    ...(minimum === undefined ? [] : [`from ${minimum}`]),
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...(maximum.value === Infinity ? [] : [`up to ${maximum.value}`]),
    ...(maximum.bound === undefined ? [] : [`(${maximum.bound})`]),
    ...(exclusiveMaximum === undefined ? [] : [`below ${exclusiveMaximum}`]),
    ...(multipleOf === undefined ? [] : [`that is a multiple of ${multipleOf}`]),
  ].join(' ');
}
