/** The draft of an experiment, kept through reloads and other views until it is started or given up. */
import { z } from 'zod';
import { EngineWish, PresetId, type RecipeOptions } from '../../shared/recipe';
import { ClassOrder } from '../../shared/weights';
import { keep, readKeptAs } from '../stores/kept';
import { startDraft, type ExperimentDraft } from './experiment-draft';

const keptAs = 'experiment-draft';

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
  seeds: z.string(),
  engine: EngineWish,
  devices: z.array(z.number()),
  initialWeights: z.string(),
  initialClasses: z.union([ClassOrder, z.literal('')]),
});

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
