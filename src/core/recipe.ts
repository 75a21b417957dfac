/** Recipes: what can be chosen, and a choice checked and filled in with every default. */
import type { z } from 'zod';
import { AppError } from '../shared/errors';
import { fieldsOf, type Field, type Parameters, type ParameterValue } from '../shared/field';
import type { PresetId, Recipe, RecipeOptions } from '../shared/recipe';
import { methods } from './methods/index';
import type { Method, MethodNeeds } from './methods/method';
import { recordOf } from './methods/method-record';
import { nearestName } from './nearest-name';
import { networks } from './networks/index';
import type { Network } from './networks/network';
import { countParameters } from './networks/parameter-list';
import { TrainingParameters, trainingPresets } from './training/training-parameters';

export interface ResolvedRecipe {
  /** The recipe with every parameter of training, method and network present. */
  readonly recipe: Recipe;
  readonly method: Method;
  readonly network: Network;
  readonly training: TrainingParameters;
  /** What the method needs with these parameters. */
  readonly needs: MethodNeeds;
  /** Side in pixels that images are resized to: the network's parameter `imageSize`. */
  readonly imageSize: number;
  /** False where the network's switch `dropout` is off; networks without dropout layers have none. */
  readonly hasDropout: boolean;
}

/** Every method and network with its fields, for forms, flags and help texts. */
export function recipeOptions(): RecipeOptions {
  return {
    training: fieldsOf(TrainingParameters),
    methods: methods.map((method) => ({
      ...recordOf(method),
      id: method.id,
      summary: method.summary,
      fields: fieldsOf(method.parameters),
      presets: { corrected: presetOf(method, 'corrected'), published: presetOf(method, 'published') },
    })),
    networks: networks.map((network) => ({
      id: network.id,
      label: network.label,
      summary: network.summary,
      parameterCount: countParameters(network),
      imageSize: network.parameters.parse({}).imageSize,
      fields: fieldsOf(network.parameters),
    })),
  };
}

/** Every switch of training and method as the preset has it. */
function presetOf({ presets }: Method, id: PresetId): Parameters {
  return { ...trainingPresets[id], ...presets?.[id] };
}

/**
 * Checks a recipe and fills in every default. Nothing is coerced: the text "5" is not a number.
 * Throws AppError('bad-input') that names the method, network or parameter, what is allowed and the nearest known name.
 */
export function resolveRecipe(recipe: Recipe): ResolvedRecipe {
  const method = findByName('method', recipe.method, methods);
  const network = findByName('network', recipe.network, networks);
  const shapes = [TrainingParameters.shape, method.parameters.shape, network.parameters.shape];
  const schemas = new Map(shapes.flatMap((shape) => Object.entries(shape)));
  const fields = [TrainingParameters, method.parameters, network.parameters].flatMap(fieldsOf);

  for (const key of Object.keys(recipe.parameters)) {
    if (!schemas.has(key)) throw unknownName('parameter', key, [...schemas.keys()], ` of method "${method.id}"`);
  }
  const parameters: Record<string, ParameterValue> = {};
  for (const field of fields) {
    const value = recipe.parameters[field.key] ?? field.default;
    const result = schemas.get(field.key)?.safeParse(value);
    if (result && !result.success) throw refusedValue(field, value, result.error);
    parameters[field.key] = value;
  }
  const training = TrainingParameters.parse(parameters);
  refuseIdleReplicas(training);
  return {
    recipe: { method: method.id, network: network.id, parameters },
    method,
    network,
    training,
    needs: method.needs(parameters),
    imageSize: network.parameters.parse(parameters).imageSize,
    hasDropout: parameters['dropout'] !== false,
  };
}

function refuseIdleReplicas({ replicas, batchSize }: TrainingParameters): void {
  if (replicas === 'auto' || replicas <= batchSize) return;
  throw new AppError(
    'bad-input',
    `Parameter "replicas" (Replicas) cannot be ${replicas}: a batch of ${batchSize} is shared by ${batchSize} at most.`,
  );
}

function findByName<Thing extends { id: string }>(kind: string, id: string, things: readonly Thing[]): Thing {
  const found = things.find((thing) => thing.id === id);
  if (found) return found;
  const ids = things.map((thing) => thing.id);
  throw unknownName(kind, id, ids, '');
}

function unknownName(kind: string, name: string, known: readonly string[], whose: string): AppError {
  const nearest = nearestName(name, known);
  const question = nearest === null ? '' : ` Did you mean "${nearest}"?`;
  return new AppError('bad-input', `There is no ${kind} "${name}"${whose}.${question} Known: ${known.join(', ')}.`);
}

function refusedValue(field: Field, value: ParameterValue, error: z.ZodError): AppError {
  const shown = typeof value === 'string' ? `"${value}"` : String(value);
  const divisor = error.issues.find((issue) => issue.code === 'not_multiple_of')?.divisor;
  const multiple = divisor === undefined ? '' : ` that is a multiple of ${divisor}`;
  const message = `Parameter "${field.key}" (${field.label}) cannot be ${shown}: give ${allowed(field)}${multiple}.`;
  return new AppError('bad-input', message, { cause: error });
}

/** What a field takes, in words. */
function allowed(field: Field): string {
  switch (field.type) {
    case 'choice':
      return `one of ${(field.choices ?? []).map((choice) => `"${choice}"`).join(', ')}`;
    case 'switch':
      return 'true or false';
    case 'text':
      return 'a text';
    case 'integer':
    case 'number': {
      const word = field.word === undefined ? '' : `"${field.word}" or `;
      const noun = `${word}${field.type === 'integer' ? 'a whole number' : 'a number'}`;
      const least = field.minimum === undefined ? '' : ` from ${field.minimum}`;
      const most = field.maximum === undefined ? '' : ` up to ${field.maximum}`;
      return `${noun}${least}${most}`;
    }
  }
}
