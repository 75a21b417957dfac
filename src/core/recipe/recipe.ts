/** Recipes: what can be chosen, and a choice checked and filled in with every default. */
import { AppError } from '../../shared/errors';
import { fieldsOf, type Field, type Parameters } from '../../shared/field';
import { whyRefused } from '../../shared/parameter-check';
import type { PresetId, Recipe, RecipeOptions } from '../../shared/recipe';
import type { Augmentation, OpenAugmentation } from '../augmentations/augmentation';
import { augmentations } from '../augmentations/index';
import { methods } from '../methods/index';
import type { Method, MethodNeeds } from '../methods/method';
import { recordOf } from '../methods/method-record';
import { nearestName } from '../nearest-name';
import { networks } from '../networks/index';
import type { Network } from '../networks/network';
import { countParameters } from '../networks/parameter-list';
import { TrainingParameters, trainingPresets } from './training-parameters';

export interface ResolvedRecipe {
  /** The config with every parameter of training, method and network present. */
  readonly config: Recipe;
  readonly method: Method;
  readonly network: Network;
  readonly training: TrainingParameters;
  /** In the order in which they are applied; also those that are not used. */
  readonly augmentations: readonly OpenAugmentation[];
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
    training: trainingFields(),
    methods: methods.map((method) => ({
      ...recordOf(method),
      id: method.id,
      colour: method.colour,
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

/** Of the training itself, then of each augmentation. */
function trainingFields(): Field[] {
  return [...fieldsOf(TrainingParameters), ...augmentations.flatMap(augmentationFields)];
}

/** Under a heading of their own; at chance 0 the others do nothing. */
function augmentationFields({ label, parameters, probability }: Augmentation): Field[] {
  return fieldsOf(parameters).map((field) => ({
    ...field,
    section: 'Augmentation',
    group: label,
    ...(field.key !== probability && { offAtZeroOf: probability }),
  }));
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
  const fields = [...trainingFields(), ...[method.parameters, network.parameters].flatMap(fieldsOf)];
  const parameters = checkParameters(fields, recipe.parameters, ` of method "${method.id}"`);
  return {
    config: { method: method.id, network: network.id, parameters },
    method,
    network,
    training: TrainingParameters.parse(parameters),
    augmentations: augmentations.map((augmentation) => augmentation.open(parameters)),
    needs: method.needs(parameters),
    imageSize: network.parameters.parse(parameters).imageSize,
    hasDropout: parameters['dropout'] !== false,
  };
}

/** With the default of each that is not given. */
function checkParameters(fields: readonly Field[], given: Parameters, whose: string): Parameters {
  const keys = fields.map(({ key }) => key);
  const unknown = Object.keys(given).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw unknownName('parameter', unknown, keys, whose);
  const parameters = Object.fromEntries(fields.map(({ key, default: usual }) => [key, given[key] ?? usual]));
  for (const field of fields) {
    const value = parameters[field.key] ?? field.default;
    const allowed = whyRefused(field, value, parameters);
    if (allowed === null) continue;
    const shown = typeof value === 'string' ? `"${value}"` : String(value);
    const message = `Parameter "${field.key}" (${field.label}) cannot be ${shown}: give ${allowed}.`;
    throw new AppError('bad-input', message);
  }
  return parameters;
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
