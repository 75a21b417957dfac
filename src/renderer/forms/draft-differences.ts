/** In what a draft differs from the one that it was begun from, place by place; each can be taken back. Pure. */
import type { Field } from '../../shared/field';
import type { MethodInfo, RecipeOptions } from '../../shared/recipe';
import { fieldsForMethod, type ExperimentDraft } from './experiment-draft';
import { typedOf, type Typed } from './field-check';
import { presetValue, sharedPresetValue, textOfValue } from './preset-values';

export interface DraftDifference {
  /** A field's key, `method/key`, or the draft's own name of it. */
  readonly place: string;
  readonly label: string;
  readonly was: string;
  readonly is: string;
}

const ownLabels = {
  name: 'Name',
  datasetId: 'Dataset',
  chain: 'Chain',
  methods: 'Methods',
  preset: 'Preset',
  network: 'Network',
  sweep: 'Several values',
  orders: 'Orders',
  seeds: 'Seeds',
  engine: 'Engine',
  devices: 'Devices',
  retries: 'Tries again',
  executor: 'Runs on',
  initialWeights: 'Initial weights',
  initialClasses: 'Classes of the weights',
  initialPart: 'Part of the weights',
  learnt: 'Tasks learnt before',
} as const satisfies Partial<Record<keyof ExperimentDraft, string>>;
type OwnPlace = keyof typeof ownLabels;
const ownPlaces = Object.keys(ownLabels).filter((key): key is OwnPlace => key in ownLabels);

export function draftDifferences(
  draft: ExperimentDraft,
  original: ExperimentDraft,
  options: RecipeOptions,
): DraftDifference[] {
  const own = ownPlaces.map((place) => ({
    place,
    label: ownLabels[place],
    was: textOf(original, place),
    is: textOf(draft, place),
  }));
  const before = heldFields(original, options);
  const now = heldFields(draft, options);
  const fields = [...now].map(([place, { label, text }]) => ({
    ...{ place, label, is: text },
    // Fields of a method or network that was not there say nothing: the method or network itself does.
    was: before.get(place)?.text ?? text,
  }));
  return [...own, ...fields].filter(({ was, is }) => was !== is);
}

/** The draft with that place as the original has it. */
export function takeBack(
  draft: ExperimentDraft,
  place: string,
  { original, options }: { original: ExperimentDraft; options: RecipeOptions },
): ExperimentDraft {
  const known = ownPlaces.find((one) => one === place);
  if (known !== undefined) return { ...draft, [known]: structuredClone(original[known]) };
  const [key = '', method] = place.split('/').toReversed();
  const typed = heldFields(original, options).get(place)?.typed ?? null;
  const put = (all: Record<string, Typed> = {}): Record<string, Typed> => {
    const others = Object.fromEntries(Object.entries(all).filter(([other]) => other !== key));
    return typed === null ? others : { ...others, [key]: typed };
  };
  if (method === undefined) return { ...draft, shared: put(draft.shared) };
  return { ...draft, byMethod: { ...draft.byMethod, [method]: put(draft.byMethod[method]) } };
}

interface HeldField {
  readonly label: string;
  readonly text: string;
  /** Null where the methods' presets do not agree. */
  readonly typed: Typed | null;
}

/** Every field of the form with what it shows. */
function heldFields(draft: ExperimentDraft, options: RecipeOptions): Map<string, HeldField> {
  const methods = options.methods.filter(({ id }) => draft.methods.includes(id));
  const network = options.networks.find(({ id }) => id === draft.network);
  const shared = [...options.training, ...(network?.fields ?? [])];
  const held = new Map<string, HeldField>();
  for (const field of shared) {
    const { value, byMethod } = sharedPresetValue(methods, draft.preset, field);
    const typed = draft.shared[field.key] ?? (value === null ? null : typedOf(value));
    held.set(field.key, { label: field.label, typed, text: typed === null ? byMethod : textOfValue(typed) });
  }
  for (const method of methods) {
    for (const field of fieldsForMethod(draft, method, shared))
      held.set(`${method.id}/${field.key}`, own(field, method));
  }
  return held;

  function own(field: Field, method: MethodInfo): HeldField {
    const typed = draft.byMethod[method.id]?.[field.key] ?? typedOf(presetValue(method, draft.preset, field));
    return { label: `${method.label}: ${field.label}`, typed, text: textOfValue(typed) };
  }
}

function textOf(draft: ExperimentDraft, place: OwnPlace): string {
  switch (place) {
    case 'chain':
      return draft.chain.join(' → ') || 'empty';
    case 'methods':
      return draft.methods.toSorted().join(', ') || 'none';
    case 'devices':
      return draft.devices.join(', ') || 'the first';
    case 'sweep':
      return draft.sweep.map(({ key, values }) => `${key} ${values}`).join('; ') || 'none';
    case 'orders': {
      const { kind, count, seed, chosen } = draft.orders;
      if (kind === 'random') return `${count} at random, seed ${seed}`;
      return kind === 'chosen' ? chosen.trim().replaceAll('\n', '; ') : kind;
    }
    default:
      return String(draft[place]) || '–';
  }
}
