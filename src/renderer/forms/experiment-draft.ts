/** The experiment as it stands in the form, and the request that it makes. */
import { localExecutor } from '../../shared/executor';
import type { Field, Parameters } from '../../shared/field';
import type { EngineWish, MethodInfo, PresetId, RecipeOptions } from '../../shared/recipe';
import { Retries, type ExperimentRequest } from '../../shared/run';
import { toAppError } from '../../shared/errors';
import { plannedRows } from '../../shared/plan/planned-runs';
import { checkSeveral, type OrdersDraft, type SweptField } from './several';
import { checkField, typedOf, type Typed } from './field-check';
import { heldValues } from './held-values';
import { changedKeys, presetValue, sharedPresetValue } from './preset-values';
import { parseSeeds } from '../../shared/plan/seed-list';
import type { ClassOrder } from '../../shared/weights';

export interface ExperimentDraft {
  name: string;
  datasetId: string;
  chain: readonly string[];
  methods: string[];
  network: string;
  preset: PresetId;
  /** Training and network fields that a person has set, by key; the others are as the preset has them. */
  shared: Record<string, Typed>;
  /** The same for methods' fields: by method id, then key. */
  byMethod: Record<string, Record<string, Typed>>;
  /** Several values of a parameter, as typed. */
  sweep: SweptField[];
  orders: OrdersDraft;
  seeds: string;
  engine: EngineWish;
  /** Of that engine, by index; none leaves it to the run. */
  devices: readonly number[];
  /** How often a run is tried again that breaks off, as typed; empty: never. */
  retries: string;
  /** Who starts the runs. */
  executor: string;
  initialWeights: string;
  /** Which of their outputs is fake; empty: what the file says. */
  initialClasses: ClassOrder | '';
  /** Which of several sets of weights in the file; empty: the one that is usually meant. */
  initialPart: string;
  /** So many tasks at the beginning of the chain are those that the weights have learnt. */
  learnt: number;
}

/** Problems by place in the form: a field's key, `method/key`, or name, dataset, chain, methods, seeds, retries, learnt, `sweep/0`, orders, runs. */
export type DraftProblems = Readonly<Record<string, string>>;

/** Chosen when the form opens, as in the demo: the method, and what it is measured against. */
const usualMethods = ['ft', 'cored'];

export function startDraft(options: RecipeOptions): ExperimentDraft {
  const network = options.networks[0];
  return {
    name: '',
    datasetId: '',
    chain: [],
    methods: options.methods.map((method) => method.id).filter((id) => usualMethods.includes(id)),
    network: network?.id ?? '',
    preset: 'corrected',
    shared: {},
    byMethod: {},
    sweep: [],
    orders: { kind: 'given', count: '3', seed: '1', chosen: '' },
    seeds: '1',
    engine: 'auto',
    devices: [],
    retries: '',
    executor: localExecutor,
    initialWeights: '',
    initialClasses: '',
    initialPart: '',
    learnt: 0,
  };
}

/** The draft under another preset: what either preset sets is set anew, all else stays as it was filled in. */
export function withPreset(draft: ExperimentDraft, preset: PresetId, options: RecipeOptions): ExperimentDraft {
  const setBy = ({ presets }: MethodInfo) => [...Object.keys(presets.corrected), ...Object.keys(presets.published)];
  const all = new Set(options.methods.flatMap(setBy));
  const without = (typed: Record<string, Typed> | undefined, keys: ReadonlySet<string>) =>
    Object.fromEntries(Object.entries(typed ?? {}).filter(([key]) => !keys.has(key)));
  return {
    ...draft,
    preset,
    shared: without(draft.shared, all),
    byMethod: Object.fromEntries(
      options.methods.map((method) => [method.id, without(draft.byMethod[method.id], new Set(setBy(method)))]),
    ),
  };
}

/** The weights that the runs start from, and what a person says of them. */
function startOf({ initialWeights, initialClasses, initialPart, learnt }: ExperimentDraft) {
  const path = initialWeights.trim();
  if (path === '') return { initialWeights: null };
  return {
    initialWeights: path,
    ...(initialClasses !== '' && { initialClasses }),
    ...(initialPart !== '' && { initialPart }),
    ...(learnt > 0 && { startStage: learnt + 1 }),
  };
}

export interface DraftResult {
  readonly problems: DraftProblems;
  /** Null while there is a problem. */
  readonly request: ExperimentRequest | null;
  /** Recipes of the request: the methods, each with every combination of the swept values that it has. */
  readonly combinations: number;
  /** By method id: how many values are not the preset's. */
  readonly changes: Readonly<Record<string, number>>;
}

export function checkDraft(draft: ExperimentDraft, options: RecipeOptions): DraftResult {
  const problems: Record<string, string> = {};
  if (!draft.name.trim()) problems['name'] = 'Give the experiment a name.';
  if (!draft.datasetId) problems['dataset'] = 'Choose a dataset.';
  if (draft.chain.length === 0) problems['chain'] = 'Put at least one task into the chain.';
  if (draft.methods.length === 0) problems['methods'] = 'Choose at least one method.';
  if (draft.learnt > 0 && draft.learnt >= draft.chain.length) {
    problems['learnt'] =
      'No task is left to train: add one to the chain, or choose fewer that the weights have learnt.';
  }
  const seeds = parseSeeds(draft.seeds);
  if ('problem' in seeds) problems['seeds'] = seeds.problem;
  const retries = retriesOf(draft.retries);
  if (retries === null) problems['retries'] = 'Give a whole number from 0 to 100, or leave it empty.';

  const chosen = options.methods.filter(({ id }) => draft.methods.includes(id));
  const read = (fields: readonly Field[], typed: Record<string, Typed> = {}, method?: MethodInfo): Parameters => {
    const place = method ? `${method.id}/` : '';
    const values: Parameters = {};
    const beside = heldValues(fields, { typed, methods: method ? [method] : chosen, preset: draft.preset });
    for (const field of fields) {
      const preset = method
        ? presetValue(method, draft.preset, field)
        : sharedPresetValue(chosen, draft.preset, field).value;
      const own = typed[field.key] ?? (preset === null ? undefined : typedOf(preset));
      // Left as it is where the methods' presets do not agree: each run takes its own method's.
      if (own === undefined) continue;
      const checked = checkField(field, own, beside);
      if ('problem' in checked) problems[place + field.key] = checked.problem;
      else values[field.key] = checked.value;
    }
    return values;
  };

  const network = options.networks.find(({ id }) => id === draft.network);
  const sharedFields = [...options.training, ...(network?.fields ?? [])];
  const parameters = read(sharedFields, draft.shared);
  const methodParameters = Object.fromEntries(
    chosen.map((method) => [
      method.id,
      read(fieldsForMethod(draft, method, sharedFields), draft.byMethod[method.id], method),
    ]),
  );
  const several = checkSeveral(draft, options);
  Object.assign(problems, several.problems);
  const changes = Object.fromEntries(
    chosen.map((method) => {
      const fields = [...sharedFields, ...method.fields];
      const values = { ...parameters, ...methodParameters[method.id] };
      return [method.id, changedKeys(method, draft.preset, { fields, parameters: values }).length];
    }),
  );

  if (Object.keys(problems).length > 0 || 'problem' in seeds)
    return { problems, changes, request: null, combinations: 0 };
  const request: ExperimentRequest = {
    name: draft.name.trim(),
    dataset: draft.datasetId,
    chain: [...draft.chain],
    methods: chosen.map(({ id }) => id),
    network: draft.network,
    preset: draft.preset,
    parameters,
    methodParameters,
    ...several.request,
    seeds: [...seeds.seeds],
    engine: draft.engine,
    ...(draft.devices.length > 0 && { devices: [...draft.devices] }),
    ...(retries !== null && retries > 0 && { retries }),
    ...(draft.executor !== localExecutor && { executor: draft.executor }),
    ...startOf(draft),
  };
  try {
    // Also that they are not too many.
    const rows = plannedRows(request, options).length;
    return { problems, changes, request, combinations: rows / (request.orders?.length ?? 1) };
  } catch (thrown) {
    return { problems: { runs: toAppError(thrown).message }, changes, request: null, combinations: 0 };
  }
}

/** Null for what is no such number. */
function retriesOf(typed: string): number | null {
  const read = Retries.safeParse(typed.trim() === '' ? 0 : Number(typed));
  return read.success ? read.data : null;
}

/** A method's own, and those of the training that it alone has other values of, as a file or a run may have them. */
export function fieldsForMethod(
  draft: ExperimentDraft,
  method: MethodInfo,
  shared: readonly Field[],
): readonly Field[] {
  const own = draft.byMethod[method.id] ?? {};
  return [...method.fields, ...shared.filter(({ key }) => own[key] !== undefined)];
}
