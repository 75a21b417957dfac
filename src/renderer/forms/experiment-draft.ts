/** The experiment as it stands in the form, and the request that it makes. */
import type { Field, Parameters } from '../../shared/field';
import type { EngineWish, RecipeOptions } from '../../shared/recipe';
import type { ExperimentRequest } from '../../shared/run';
import { checkField, typedDefault, type Typed } from './field-check';
import { parseSeeds } from './seed-list';

export interface ExperimentDraft {
  name: string;
  datasetId: string;
  chain: readonly string[];
  methods: string[];
  network: string;
  /** Training and network fields, by key. */
  shared: Record<string, Typed>;
  /** By method id, then key. */
  byMethod: Record<string, Record<string, Typed>>;
  seeds: string;
  engine: EngineWish;
  initialWeights: string;
}

/** Problems by place in the form: a field's key, `method/key`, or name, dataset, chain, methods, seeds. */
export type DraftProblems = Readonly<Record<string, string>>;

export function startDraft(options: RecipeOptions): ExperimentDraft {
  const network = options.networks[0];
  return {
    name: '',
    datasetId: '',
    chain: [],
    methods: options.methods.map((method) => method.id),
    network: network?.id ?? '',
    shared: typedDefaults([...options.training, ...options.networks.flatMap(({ fields }) => fields)]),
    byMethod: Object.fromEntries(options.methods.map(({ id, fields }) => [id, typedDefaults(fields)])),
    seeds: '1',
    engine: 'auto',
    initialWeights: '',
  };
}

function typedDefaults(fields: readonly Field[]): Record<string, Typed> {
  return Object.fromEntries(fields.map((field) => [field.key, typedDefault(field)]));
}

export interface DraftResult {
  readonly problems: DraftProblems;
  /** Null while there is a problem. */
  readonly request: ExperimentRequest | null;
}

export function checkDraft(draft: ExperimentDraft, options: RecipeOptions): DraftResult {
  const problems: Record<string, string> = {};
  if (!draft.name.trim()) problems['name'] = 'Give the experiment a name.';
  if (!draft.datasetId) problems['dataset'] = 'Choose a dataset.';
  if (draft.chain.length === 0) problems['chain'] = 'Put at least one task into the chain.';
  if (draft.methods.length === 0) problems['methods'] = 'Choose at least one method.';
  const seeds = parseSeeds(draft.seeds);
  if ('problem' in seeds) problems['seeds'] = seeds.problem;

  const read = (fields: readonly Field[], typed: Record<string, Typed> = {}, place = ''): Parameters => {
    const values: Parameters = {};
    for (const field of fields) {
      const checked = checkField(field, typed[field.key] ?? typedDefault(field));
      if ('problem' in checked) problems[place + field.key] = checked.problem;
      else values[field.key] = checked.value;
    }
    return values;
  };

  const network = options.networks.find(({ id }) => id === draft.network);
  const parameters = read([...options.training, ...(network?.fields ?? [])], draft.shared);
  const chosen = options.methods.filter(({ id }) => draft.methods.includes(id));
  const methodParameters = Object.fromEntries(
    chosen.map(({ id, fields }) => [id, read(fields, draft.byMethod[id], `${id}/`)]),
  );

  if (Object.keys(problems).length > 0 || 'problem' in seeds) return { problems, request: null };
  return {
    problems,
    request: {
      name: draft.name.trim(),
      dataset: draft.datasetId,
      chain: [...draft.chain],
      methods: chosen.map(({ id }) => id),
      network: draft.network,
      preset: 'corrected',
      parameters,
      methodParameters,
      seeds: [...seeds.seeds],
      engine: draft.engine,
      initialWeights: draft.initialWeights.trim() || null,
    },
  };
}
