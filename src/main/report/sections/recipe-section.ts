/** The recipes: what differs between them, and every parameter of each. */
import type { Field, ParameterValue } from '../../../shared/field';
import type { RecipeOptions } from '../../../shared/recipe';
import { markup, nothing, type Markup } from '../../../shared/figures/markup';
import type { ReportContent } from '../report-content';
import { table } from '../table';

export function recipeSection(content: ReportContent): Markup {
  const { comparison, options, runs } = content;
  const recipes = comparison.rows.map(({ label, runIds }) => ({
    label,
    recipe: runs.find(({ detail }) => detail.summary.id === runIds[0])?.detail.summary.recipe,
  }));
  return markup`<section id="recipes">
    <h2>Recipes</h2>
    ${differences(content)}
    ${recipes.map(({ label, recipe }) =>
      recipe === undefined
        ? nothing
        : markup`<details${recipes.length === 1 ? openDetails : nothing}><summary>Every parameter of ${label}</summary>
${table({ head: ['Parameter', 'Key', 'Value'], rows: parameterRows(recipe, options) })}</details>`,
    )}
  </section>`;
}

const openDetails = markup` open`;

function differences({ comparison: { rows, differences: fields } }: ReportContent): Markup {
  if (rows.length < 2) return nothing;
  if (fields.length === 0) return markup`<p>The methods alone differ: every parameter that they share is the same.</p>`;
  return table({
    caption: 'What differs; – where a recipe does not have the parameter.',
    head: ['Parameter', ...rows.map(({ label }) => label)],
    rows: fields.map(({ label, values }) => [label, ...values.map(valueText)]),
  });
}

function parameterRows(
  { method, network, parameters }: { method: string; network: string; parameters: Record<string, ParameterValue> },
  options: RecipeOptions,
): string[][] {
  const known = [...options.training, ...fieldsOf(options.methods, method), ...fieldsOf(options.networks, network)];
  const labels = new Map(known.map(({ key, label }) => [key, label]));
  return [
    ['Method', 'method', options.methods.find(({ id }) => id === method)?.label ?? method],
    ['Network', 'network', options.networks.find(({ id }) => id === network)?.label ?? network],
    ...Object.entries(parameters).map(([key, value]) => [labels.get(key) ?? key, key, valueText(value)]),
  ];
}

function fieldsOf(things: readonly { id: string; fields: readonly Field[] }[], id: string): readonly Field[] {
  return things.find((thing) => thing.id === id)?.fields ?? [];
}

function valueText(value: ParameterValue | null): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return String(value);
}
