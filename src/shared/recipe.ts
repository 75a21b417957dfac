/** A recipe: a method, a network and their parameters; and what a form needs to offer them. */
import { z } from 'zod';
import { Field, Parameters } from './field';
import { LossTermInfo } from './loss-term';

export const Recipe = z.object({
  /** Id of a method in core/methods. */
  method: z.string().min(1),
  /** Id of a network in core/networks. */
  network: z.string().min(1),
  /** Training, method and network parameters in one flat record; absent keys take their default. */
  parameters: Parameters,
});
export type Recipe = z.infer<typeof Recipe>;

/** `published` sets every switch as the published code behaves, `corrected` as the paper means it; see docs/methods.md. */
export const presetIds = ['corrected', 'published'] as const;
export const PresetId = z.enum(presetIds);
export type PresetId = z.infer<typeof PresetId>;

export const MethodInfo = z.object({
  id: z.string(),
  label: z.string(),
  /** One sentence: what it adds to the loss, and from where. */
  summary: z.string(),
  fields: z.array(Field),
  /** Of its loss, in the order in which they are added up. */
  terms: z.array(LossTermInfo),
  /** What it is there for, where it is no competitor: it stands beside a comparison without being ranked. */
  baseline: z.string().nullable(),
  /** What each preset sets, over the fields' defaults: training and method parameters by key. */
  presets: z.record(PresetId, Parameters),
});
export type MethodInfo = z.infer<typeof MethodInfo>;

export const NetworkInfo = z.object({
  id: z.string(),
  label: z.string(),
  summary: z.string(),
  parameterCount: z.number().int(),
  /** Pixels; the side that images are resized to unless the recipe says otherwise. */
  imageSize: z.number().int(),
  fields: z.array(Field),
});
export type NetworkInfo = z.infer<typeof NetworkInfo>;

export const RecipeOptions = z.object({
  training: z.array(Field),
  methods: z.array(MethodInfo),
  networks: z.array(NetworkInfo),
});
export type RecipeOptions = z.infer<typeof RecipeOptions>;

export const engineIds = ['tensorflow', 'webgpu', 'wasm', 'cpu'] as const;
export const EngineId = z.enum(engineIds);
export type EngineId = z.infer<typeof EngineId>;

export const EngineWish = z.enum(['auto', ...engineIds]);
export type EngineWish = z.infer<typeof EngineWish>;
