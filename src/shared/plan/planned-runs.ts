/** The runs that an experiment makes: orders x methods x swept values x seeds, each with its recipe. Pure. */
import { AppError } from '../errors';
import type { Parameters, ParameterValue } from '../field';
import { formatCount } from '../format';
import type { Recipe, RecipeOptions } from '../recipe';
import type { ExperimentRequest } from '../run';
import { refuseTooMany } from './most-runs';

/** Runs that differ in nothing but their seeds. */
export interface PlannedRow {
  readonly order: readonly string[];
  /** As it is asked for: a parameter that is absent takes its default. */
  readonly recipe: Recipe;
  /** Those of its parameters of which the experiment has several values. */
  readonly swept: Parameters;
}

/** Throws AppError('bad-input') for too many runs, a value, order or method that is there twice, or a swept parameter that none has. */
export function plannedRows(request: ExperimentRequest, options: RecipeOptions): PlannedRow[] {
  const { chain, methods, seeds, sweep = {}, orders = [chain] } = request;
  refuseRepeated('seed', seeds.map(String));
  refuseRepeated('method', methods);
  refuseRepeated(
    'order',
    orders.map((order) => order.join(' → ')),
  );
  for (const order of orders) refuseOther(order, request);
  for (const [key, values] of Object.entries(sweep)) refuseRepeated(`value of "${key}"`, values.map(String));
  const perMethod = methods.map((method) => ({ method, axes: axesOf(method, request, options) }));
  const combinations = perMethod.reduce(
    (sum, { axes }) => sum + axes.reduce((n, [, values]) => n * values.length, 1),
    0,
  );
  refuseTooMany(combinations * orders.length * seeds.length, productText(request, combinations));
  return orders.flatMap((order) =>
    perMethod.flatMap(({ method, axes }) =>
      productOf(axes).map((swept) => ({ order, swept, recipe: recipeOf(request, { method, swept }, options) })),
    ),
  );
}

/** `2 orders × 2 methods × 3 values`: what the count of runs is made of, without the factors that are one. */
export function productText(
  { methods, seeds, orders = [[]] }: Pick<ExperimentRequest, 'methods' | 'seeds' | 'orders'>,
  combinations: number,
): string {
  const recipes =
    combinations === methods.length
      ? formatCount(methods.length, 'method')
      : `${formatCount(combinations, 'recipe')} of ${formatCount(methods.length, 'method')}`;
  const factors = [...(orders.length > 1 ? [formatCount(orders.length, 'order')] : []), recipes];
  return [...factors, formatCount(seeds.length, 'seed')].join(' × ');
}

type Axis = readonly [key: string, values: readonly ParameterValue[]];

/** The swept parameters that the method has. */
function axesOf(method: string, { network, methods, sweep = {} }: ExperimentRequest, options: RecipeOptions): Axis[] {
  const keysOf = (id: string) => new Set(fieldsOf(id, network, options).map(({ key }) => key));
  const own = keysOf(method);
  const others = new Set(methods.flatMap((id) => [...keysOf(id)]));
  // One that none has stays in: the check of the recipe names the nearest.
  return Object.entries(sweep).filter(([key]) => own.has(key) || !others.has(key));
}

function productOf([first, ...rest]: readonly Axis[]): Parameters[] {
  if (first === undefined) return [{}];
  const [key, values] = first;
  return values.flatMap((value) => productOf(rest).map((others): Parameters => ({ [key]: value, ...others })));
}

/** The preset first, then what is asked for, then what is swept. Parameters for all methods go to those that have them; one that none has is refused when the recipe is checked. */
function recipeOf(
  request: ExperimentRequest,
  { method, swept }: { method: string; swept: Parameters },
  options: RecipeOptions,
): Recipe {
  const { network } = request;
  const keysOf = (id: string) => fieldsOf(id, network, options).map(({ key }) => key);
  const own = new Set(keysOf(method));
  const others = new Set(request.methods.flatMap(keysOf));
  const preset = options.methods.find(({ id }) => id === method)?.presets[request.preset];
  const applying: Parameters = Object.fromEntries(
    Object.entries(request.parameters).filter(([key]) => own.has(key) || !others.has(key)),
  );
  return { method, network, parameters: { ...preset, ...applying, ...request.methodParameters[method], ...swept } };
}

function fieldsOf(method: string, network: string, { training, methods, networks }: RecipeOptions) {
  const ofMethod = methods.find(({ id }) => id === method)?.fields ?? [];
  return [...training, ...(networks.find(({ id }) => id === network)?.fields ?? []), ...ofMethod];
}

/** An order has the chain's tasks, and those that the weights have learnt stand where they stood. */
function refuseOther(order: readonly string[], { chain, startStage = 1 }: ExperimentRequest): void {
  const text = order.join(' → ');
  if (JSON.stringify(order.toSorted()) !== JSON.stringify(chain.toSorted())) {
    throw new AppError('bad-input', `The order ${text} does not have the tasks of the chain: ${chain.join(', ')}.`);
  }
  const learnt = chain.slice(0, startStage - 1);
  if (learnt.every((task, index) => order[index] === task)) return;
  throw new AppError(
    'bad-input',
    `The order ${text} does not begin with what the weights have learnt: ${learnt.join(', ')}.`,
  );
}

function refuseRepeated(what: string, values: readonly string[]): void {
  const repeated = values.find((value, index) => values.indexOf(value) !== index);
  if (repeated === undefined) return;
  throw new AppError('bad-input', `The ${what} ${repeated} is given twice. Give each ${what} once.`);
}
