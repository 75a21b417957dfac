/** The draft of an experiment, kept through reloads and other views until it is started or given up. */
import { z } from 'zod';
import { localExecutor } from '../../shared/executor';
import { EngineWish, PresetId, type RecipeOptions } from '../../shared/recipe';
import { ClassOrder } from '../../shared/weights';
import { keep, readKeptAs } from '../stores/kept';
import { startDraft, type ExperimentDraft } from './experiment-draft';

const keptAs = 'experiment-draft';
const originalKeptAs = 'experiment-draft-original';

const Typed = z.record(z.string(), z.union([z.string(), z.boolean()]));
const KeptDraft = z.object({
  name: z.string(),
  datasetId: z.string(),
  chain: z.array(z.string()),
  methods: z.array(z.string()),
  network: z.string(),
  preset: PresetId,
  shared: Typed,
  byMethod: z.record(z.string(), Typed),
  // Absent in what an earlier version kept.
  sweep: z.array(z.object({ key: z.string(), values: z.string() })).default([]),
  orders: z
    .object({
      kind: z.enum(['given', 'all', 'rotations', 'random', 'chosen']),
      count: z.string(),
      seed: z.string(),
      chosen: z.string(),
    })
    .default({ kind: 'given', count: '3', seed: '1', chosen: '' }),
  seeds: z.string(),
  engine: EngineWish,
  devices: z.array(z.number()),
  retries: z.string().default(''),
  executor: z.string().default(localExecutor),
  initialWeights: z.string(),
  initialClasses: z.union([ClassOrder, z.literal('')]),
  initialPart: z.string().default(''),
  learnt: z.number().default(0),
});
const KeptOriginal = z.object({ of: z.string(), draft: KeptDraft });

/** Null where none is kept. Methods and networks that are gone are left out. */
export function keptDraft(options: RecipeOptions): ExperimentDraft | null {
  const kept = readKeptAs(keptAs, KeptDraft, 'session');
  if (kept === null) return null;
  const fresh = startDraft(options);
  const isThere = (id: string, among: readonly { id: string }[]) => among.some((one) => one.id === id);
  return {
    ...fresh,
    ...kept,
    methods: kept.methods.filter((id) => isThere(id, options.methods)),
    network: isThere(kept.network, options.networks) ? kept.network : fresh.network,
  };
}

export function keepDraft(draft: ExperimentDraft): void {
  keep(keptAs, JSON.stringify(draft), 'session');
}

export function forgetDraft(): void {
  keep(keptAs, null, 'session');
}

/** What the draft was begun from, and by which address. */
export interface OriginalDraft {
  /** The address's own word: `run:<id>`. */
  readonly of: string;
  readonly draft: ExperimentDraft;
}

/** Null where the draft was begun from nothing. */
export function keptOriginal(): OriginalDraft | null {
  return readKeptAs(originalKeptAs, KeptOriginal, 'session');
}

export function keepOriginal(original: OriginalDraft | null): void {
  keep(originalKeptAs, original && JSON.stringify(original), 'session');
}
