/** A recipe: a method, a network and their parameters; and what a form needs to offer them. */
import { z } from 'zod';
import { Field, Parameters } from './field';
import { LossTermInfo } from './loss-term';
import { MethodColour } from './method-colour';

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

/** Of a method that stands beside others to be measured against: it is shown with them, and never ranked. */
export const Baseline = z.object({
  /** What it is there for: `upper bound`. */
  meaning: z.string(),
  /** Each task has a network of its own, which knows nothing of the others: there is nothing to forget or transfer. */
  isApart: z.boolean(),
});
export type Baseline = z.infer<typeof Baseline>;

/** What a method says of itself to whoever shows its runs; written down with each run, so that it stays true of it. */
export const MethodRecord = z.object({
  label: z.string(),
  /** Of its loss, in the order in which they are added up. */
  terms: z.array(LossTermInfo),
  /** Null for a method that learns the chain continually. */
  baseline: Baseline.nullable(),
  /** A sentence beside the loss curves: what is not plain from their labels. */
  lossHint: z.string().nullable(),
  /** What a row of its AUC matrix is, to be followed by the task's name: `after training on`. */
  rowHint: z.string(),
});
export type MethodRecord = z.infer<typeof MethodRecord>;

export const MethodInfo = MethodRecord.extend({
  id: z.string(),
  colour: MethodColour,
  /** One sentence: what it adds to the loss, and from where. */
  summary: z.string(),
  fields: z.array(Field),
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

/**
 * Of the products of matrices, which are nearly all arithmetic of a step: 32-bit factors, or shorter ones that are added up
 * in 32 bits where engine and device have units for that. Everything else has 32 bits either way.
 */
export const precisions = ['float32', 'mixed'] as const;
export const Precision = z.enum(precisions);
export type Precision = z.infer<typeof Precision>;

export const EngineWish = z.enum(['auto', ...engineIds]);
export type EngineWish = z.infer<typeof EngineWish>;
