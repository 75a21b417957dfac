/** Every call and every push between the renderer (or the command line) and the main side, with their schemas. */
import { z } from 'zod';
import { Comparison, TableFormat } from './comparison';
import { DialogRequest, FileDialogRequest } from './dialog';
import { Evaluation, EvaluationRequest } from './evaluation';
import { RunEvent } from './event';
import { ImageCacheInfo } from './image-cache';
import { AppInfo, EngineInfo, EngineMeasuring, FolderListing, MachineSample } from './machine';
import { RecipeOptions } from './recipe';
import { DemoRequest, Experiment, ExperimentRequest, LogLine, NotesFile, RunDetail, RunId, RunSummary } from './run';
import { SettingsChange, SettingsInfo } from './settings';
import { ClassName, Dataset, SampleImage, SplitName } from './task';
import { ClassOrder, ExportedFiles, WeightsChoice, WeightsEntry, WeightsFormat, WeightsInfo } from './weights';

const none = z.object({});
const ChosenPath = z.object({ path: z.string().nullable() });
const byRun = z.object({ runId: RunId });
const RunIds = z.array(RunId).min(1, 'Choose at least one run.');

export const calls = {
  'app/info': { input: none, output: AppInfo },
  /** Cheap: with what was measured before, if anything was. */
  'engine/list': { input: none, output: z.array(EngineInfo) },
  /** Measures every engine that is available by steps of both large networks; `engine/changed` reports the progress. */
  'engine/measure': { input: none, output: z.array(EngineInfo) },
  'machine/sample': { input: none, output: MachineSample },

  /** Browser host: folders and weights files below a configured root (an empty path lists the roots). */
  'folder/list': { input: z.object({ path: z.string() }), output: FolderListing },
  /** Desktop: the native dialogs; null when the person cancels, and on hosts without one. */
  'folder/choose': { input: DialogRequest, output: ChosenPath },
  'file/choose': { input: FileDialogRequest, output: ChosenPath },

  /** Registers the root and starts its scan; `dataset/changed` reports the progress. */
  'dataset/add': { input: z.object({ path: z.string().min(1) }), output: Dataset },
  'dataset/scan': { input: z.object({ datasetId: z.string() }), output: Dataset },
  'dataset/list': { input: none, output: z.array(Dataset) },
  'dataset/get': { input: z.object({ datasetId: z.string() }), output: Dataset },
  /** Forgets the root; files on disk stay as they are. */
  'dataset/remove': { input: z.object({ datasetId: z.string() }), output: none },
  'task/samples': {
    input: z.object({
      datasetId: z.string(),
      task: z.string(),
      split: SplitName,
      className: ClassName,
      count: z.number().int().min(1).max(48),
    }),
    output: z.array(SampleImage),
  },
  /** Makes the demo's tasks in the workspace (first time only) and starts the experiment over them. */
  'demo/start': { input: DemoRequest, output: Experiment },

  'recipe/options': { input: none, output: RecipeOptions },

  'experiment/create': { input: ExperimentRequest, output: Experiment },
  'experiment/list': { input: none, output: z.array(Experiment) },
  'experiment/get': { input: z.object({ experimentId: z.string() }), output: Experiment },

  'run/list': { input: none, output: z.array(RunSummary) },
  'run/get': { input: byRun, output: RunDetail },
  'run/log': { input: z.object({ runId: RunId, after: z.number().int() }), output: z.array(LogLine) },
  'run/pause': { input: byRun, output: RunSummary },
  'run/resume': { input: byRun, output: RunSummary },
  'run/stop': { input: byRun, output: RunSummary },
  'run/annotate': { input: byRun.extend({ notes: NotesFile.partial() }), output: RunSummary },

  'comparison/get': { input: z.object({ runIds: RunIds }), output: Comparison },
  'comparison/render': {
    input: z.object({ runIds: RunIds, format: TableFormat }),
    output: z.object({ text: z.string() }),
  },
  /** Writes the table in every format, and the runs' results as JSON, into a folder. */
  'comparison/export': { input: z.object({ runIds: RunIds, to: z.string().min(1) }), output: ExportedFiles },

  'weights/list': { input: none, output: z.array(WeightsEntry) },
  'weights/export': {
    input: z.object({
      runId: RunId,
      stage: z.number().int().min(1),
      which: WeightsChoice,
      format: WeightsFormat,
      to: z.string().min(1),
    }),
    output: ExportedFiles,
  },
  /** Reads a safetensors file, a model.json or a PyTorch checkpoint and says what it holds; a run can start from it. */
  'weights/inspect': {
    input: z.object({ path: z.string().min(1), classes: ClassOrder.optional() }),
    output: WeightsInfo,
  },

  /** Starts a worker that scores the weights; `evaluation/changed` reports the progress. */
  'evaluation/start': { input: EvaluationRequest, output: Evaluation },
  'evaluation/list': { input: none, output: z.array(Evaluation) },
  'evaluation/get': { input: z.object({ evaluationId: z.string() }), output: Evaluation },

  'cache/get': { input: none, output: ImageCacheInfo },
  /** Answers what is left. */
  'cache/clear': { input: none, output: ImageCacheInfo },

  /** Per person, the same in every workspace. */
  'settings/get': { input: none, output: SettingsInfo },
  'settings/save': { input: z.object({ change: SettingsChange }), output: SettingsInfo },
  /** Desktop: the newer version's page, in the person's own browser. */
  'update/open': { input: none, output: none },

  'registry/rebuild': { input: none, output: z.object({ runs: z.number().int(), problems: z.array(z.string()) }) },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

/** Pushes may be dropped under back-pressure only where `droppable`; the state can always be had again by a call. */
export const pushes = {
  'dataset/changed': { payload: Dataset, droppable: true },
  'experiment/created': { payload: Experiment, droppable: false },
  'run/changed': { payload: RunSummary, droppable: true },
  'run/events': { payload: z.object({ runId: RunId, events: z.array(RunEvent) }), droppable: false },
  'evaluation/changed': { payload: Evaluation, droppable: true },
  /** `measuring`: the engine that is measured now; null when all are done. */
  'engine/changed': {
    payload: z.object({ engines: z.array(EngineInfo), measuring: EngineMeasuring.nullable() }),
    droppable: false,
  },
  /** Also when a newer version was found. */
  'settings/changed': { payload: SettingsInfo, droppable: false },
  'machine/sampled': { payload: MachineSample, droppable: true },
} as const satisfies Record<string, { payload: z.ZodType; droppable: boolean }>;

export type CallName = keyof typeof calls;
export type CallInput<Name extends CallName> = z.infer<(typeof calls)[Name]['input']>;
export type CallOutput<Name extends CallName> = z.infer<(typeof calls)[Name]['output']>;

export type PushName = keyof typeof pushes;
export type PushPayload<Name extends PushName> = z.infer<(typeof pushes)[Name]['payload']>;

/** What every client of the main side looks like, whichever transport it uses. */
export interface Client {
  /** Rejects with an AppError. */
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>;
  /** Returns the function that stops listening. */
  on<Name extends PushName>(name: Name, listener: (payload: PushPayload<Name>) => void): () => void;
}

export function isCallName(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}

export function isPushName(name: string): name is PushName {
  return Object.hasOwn(pushes, name);
}
