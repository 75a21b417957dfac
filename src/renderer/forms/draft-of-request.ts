/** A request as the form holds it: what its preset says by itself is not filled in. Pure. */
import { localExecutor } from '../../shared/executor';
import type { Field, Parameters } from '../../shared/field';
import { textOfSeeds } from '../../shared/plan/seed-list';
import { textOfValues } from '../../shared/plan/value-list';
import type { RecipeOptions } from '../../shared/recipe';
import type { ExperimentRequest } from '../../shared/run';
import { startDraft, type ExperimentDraft } from './experiment-draft';
import { typedOf, type Typed } from './field-check';
import { presetValue, sharedPresetValue } from './preset-values';
import { ordersDraftOf } from './several';

export function draftOfRequest(request: ExperimentRequest, options: RecipeOptions): ExperimentDraft {
  const { preset, chain, sweep = {}, orders = [] } = request;
  const methods = options.methods.filter(({ id }) => request.methods.includes(id));
  const network = options.networks.find(({ id }) => id === request.network);
  const shared = [...options.training, ...(network?.fields ?? [])];
  const learnt = (request.startStage ?? 1) - 1;
  return {
    ...startDraft(options),
    name: request.name,
    datasetId: request.dataset,
    chain: [...chain],
    methods: methods.map(({ id }) => id),
    network: request.network,
    preset,
    shared: typedBeside(shared, request.parameters, (field) => sharedPresetValue(methods, preset, field).value),
    byMethod: Object.fromEntries(
      methods.map((method) => {
        const own = { ...request.parameters, ...request.methodParameters[method.id] };
        const given = Object.keys(request.methodParameters[method.id] ?? {});
        const fields = [...method.fields, ...shared.filter(({ key }) => given.includes(key))];
        return [method.id, typedBeside(fields, own, (field) => presetValue(method, preset, field))];
      }),
    ),
    sweep: Object.entries(sweep).map(([key, values]) => ({ key, values: textOfValues(values) })),
    orders: ordersDraftOf(chain, orders, learnt),
    seeds: textOfSeeds(request.seeds),
    engine: request.engine,
    devices: request.devices ?? [],
    retries: request.retries === undefined ? '' : String(request.retries),
    executor: request.executor ?? localExecutor,
    initialWeights: request.initialWeights ?? '',
    initialClasses: request.initialClasses ?? '',
    initialPart: request.initialPart ?? '',
    learnt,
  };
}

function typedBeside(
  fields: readonly Field[],
  parameters: Parameters,
  usual: (field: Field) => unknown,
): Record<string, Typed> {
  const typed: Record<string, Typed> = {};
  for (const field of fields) {
    const value = parameters[field.key];
    if (value !== undefined && value !== usual(field)) typed[field.key] = typedOf(value);
  }
  return typed;
}
