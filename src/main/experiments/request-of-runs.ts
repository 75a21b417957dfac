/** The request that would make runs again: what they have in common, what was swept, and in which orders. Pure. */
import { AppError } from '../../shared/errors';
import type { Parameters, ParameterValue } from '../../shared/field';
import { formatCount } from '../../shared/format';
import { plannedRows } from '../../shared/plan/planned-runs';
import { presetIds, type MethodInfo, type PresetId, type RecipeOptions } from '../../shared/recipe';
import type { ExperimentRequest, RunFile } from '../../shared/run';

export interface Again {
  readonly request: ExperimentRequest;
  /** In what the request is not what the runs were. */
  readonly notes: readonly string[];
}

/** `dataset`: id, or path of the root. `files`: at least one, of one network. Throws AppError('bad-input'). */
export function requestOfRuns(
  files: readonly RunFile[],
  { dataset, options }: { dataset: string; options: RecipeOptions },
): Again {
  const [first] = files;
  if (first === undefined) throw new AppError('bad-input', 'There is no run to start again from.');
  const networks = distinct(files.map(({ recipe }) => recipe.network));
  if (networks.length > 1) {
    throw new AppError('bad-input', `The runs have several networks (${networks.join(', ')}). Take those of one.`);
  }
  const methods = distinct(files.map(({ recipe }) => recipe.method));
  const orders = distinct(files.map(({ chain }) => chain.map(({ name }) => name)));
  const chain = orders[0] ?? [];
  const preset = nearestPreset(files, options.methods);
  const request: ExperimentRequest = {
    name: first.experiment.name,
    dataset,
    chain,
    methods,
    network: first.recipe.network,
    preset,
    ...parametersOf(files, { methods, preset, options }),
    ...(orders.length > 1 && { orders }),
    seeds: distinct(files.map(({ seed }) => seed)).toSorted((a, b) => a - b),
    engine: first.engine,
    ...(first.devices !== undefined && { devices: first.devices }),
    ...(first.retries !== undefined && { retries: first.retries }),
    initialWeights: first.initialWeights,
    ...(first.initialClasses !== undefined && { initialClasses: first.initialClasses }),
    ...(first.initialPart !== undefined && { initialPart: first.initialPart }),
    ...(first.startStage !== undefined && { startStage: first.startStage }),
  };
  return { request, notes: notesOn(request, files, options) };
}

/** A parameter that all have alike stands for all, one that a method has alike for that method, and the others are swept. */
function parametersOf(
  files: readonly RunFile[],
  { methods, preset, options }: { methods: readonly string[]; preset: PresetId; options: RecipeOptions },
): Pick<ExperimentRequest, 'parameters' | 'methodParameters' | 'sweep'> {
  const parameters: Parameters = {};
  const byMethod = new Map<string, Parameters>(methods.map((method) => [method, {}]));
  const sweep: Record<string, ParameterValue[]> = {};
  const known = keysOf(files[0], options);
  const ofAll = (key: string) => known.shared.has(key);
  for (const key of distinct(files.flatMap(({ recipe }) => Object.keys(recipe.parameters)))) {
    const values = new Map(methods.map((method) => [method, valuesOf(files, method, key)]));
    const all = distinct([...values.values()].flat());
    const [only] = all;
    if ([...values.values()].some((own) => own.length > 1)) sweep[key] = all;
    else if (all.length === 1 && only !== undefined && ofAll(key)) parameters[key] = only;
    else {
      for (const [method, [own]] of values) {
        const usual = options.methods.find(({ id }) => id === method)?.presets[preset][key];
        // What the preset says by itself need not be said.
        if (own !== undefined && (own !== usual || !ofAll(key)))
          byMethod.set(method, { ...byMethod.get(method), [key]: own });
      }
    }
  }
  return {
    parameters,
    methodParameters: Object.fromEntries([...byMethod].filter(([, own]) => Object.keys(own).length > 0)),
    ...(Object.keys(sweep).length > 0 && { sweep }),
  };
}

function keysOf(file: RunFile | undefined, { training, networks }: RecipeOptions) {
  const ofNetwork = networks.find(({ id }) => id === file?.recipe.network)?.fields ?? [];
  return { shared: new Set([...training, ...ofNetwork].map(({ key }) => key)) };
}

function valuesOf(files: readonly RunFile[], method: string, key: string): ParameterValue[] {
  const own = files.filter(({ recipe }) => recipe.method === method).map(({ recipe }) => recipe.parameters[key]);
  return distinct(own.filter((value) => value !== undefined));
}

/** The one from which fewer values differ; of two as near, the first. */
function nearestPreset(files: readonly RunFile[], methods: readonly MethodInfo[]): PresetId {
  const changes = (preset: PresetId) =>
    files.reduce((sum, { recipe }) => {
      const set = methods.find(({ id }) => id === recipe.method)?.presets[preset] ?? {};
      return sum + Object.entries(set).filter(([key, value]) => recipe.parameters[key] !== value).length;
    }, 0);
  return presetIds.reduce((best, preset) => (changes(preset) < changes(best) ? preset : best));
}

function notesOn(request: ExperimentRequest, files: readonly RunFile[], options: RecipeOptions): string[] {
  const planned = plannedRows(request, options).length * request.seeds.length;
  const gone = request.methods.filter((id) => !options.methods.some((method) => method.id === id));
  return [
    ...(planned === files.length
      ? []
      : [
          `The form makes whole grids: these values, orders and seeds give ${formatCount(planned, 'run')}, where there ${files.length === 1 ? 'was 1' : `were ${files.length}`}.`,
        ]),
    ...gone.map((id) => `This version has no method "${id}".`),
  ];
}

/** By content, in the order in which they first appear. */
function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
