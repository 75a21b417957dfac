/** Methods, networks and parameters as text for a terminal. */
import type { Field } from '../../shared/field';
import { whatItTakes } from '../../shared/parameter-check';
import type { MethodInfo, NetworkInfo } from '../../shared/recipe';
import { textTable } from './text-table';

export interface ParameterGroup {
  /** Whose they are: `training`, `method cored`. */
  readonly of: string;
  readonly fields: readonly Field[];
}

const thousands = new Intl.NumberFormat('en');

export function methodsText(methods: readonly MethodInfo[]): string {
  const rows = methods.map(({ id, label, baseline, terms, summary }) => [
    id,
    baseline === null ? label : `${label} (${baseline.meaning})`,
    terms.map((term) => term.label).join(' + '),
    summary,
  ]);
  return textTable([['method', 'name', 'loss', 'what it is'], ...rows], 4);
}

export function networksText(networks: readonly NetworkInfo[]): string {
  const rows = networks.map(({ id, label, parameterCount, imageSize, summary }) => [
    ...[id, label, thousands.format(parameterCount), `${imageSize} px`],
    summary,
  ]);
  return textTable([['network', 'name', 'weights', 'images', 'what it is'], ...rows], 5);
}

export function parametersText(groups: readonly ParameterGroup[]): string {
  return groups
    .filter(({ fields }) => fields.length > 0)
    .map(({ of, fields }) => [`Of ${of}:`, ...fields.map(fieldText)].join('\n\n'))
    .join('\n\n');
}

function fieldText(field: Field): string {
  const { key, label, description, source, unit, default: usual } = field;
  const range = `${whatItTakes(field)}${unit === undefined ? '' : ` (${unit})`}`;
  return [
    `  --set ${key}=${usual}`,
    `      ${label}: ${range}, ${usual} unless given.`,
    `      ${description}`,
    ...(source === undefined ? [] : [`      Source: ${source}`]),
  ].join('\n');
}
