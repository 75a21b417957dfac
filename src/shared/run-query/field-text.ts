/** The value of a field as lists write it. */
import { formatDuration, formatScore } from '../format';
import type { FieldValue, QueryField } from './query-fields';

export type WriteDate = (iso: string) => string;

/** An en dash where there is no value. */
export function fieldText(field: QueryField, value: FieldValue, writeDate: WriteDate): string {
  if (value === null || value === '') return '–';
  if (typeof value === 'object') return value.length === 0 ? '–' : value.join(', ');
  if (typeof value === 'number') return numberText(field, value);
  if (field.kind === 'date' && typeof value === 'string') return writeDate(value);
  return String(value);
}

/** Also of a mean, which has more places than the numbers that it is of. */
export function numberText({ writtenAs }: QueryField, value: number): string {
  if (writtenAs === 'score') return formatScore(value);
  if (writtenAs === 'duration') return formatDuration(value);
  return String(Number(value.toPrecision(6)));
}

/** `name`: `Name`; what a heading is given for keeps it, and what people named stays as it is. */
export function headingOf({ name, heading }: QueryField): string {
  return heading ?? name;
}
