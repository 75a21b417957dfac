/** Every call and every push between the renderer (or the command line) and the main side, with their schemas. */
import { z } from 'zod';
import { BinEntries, BinEntry, Restored } from './bin';
import { Comparison, PairedDifference, TableFormat } from './comparison';
import { DialogRequest, FileDialogRequest } from './dialog';
import { Evaluation, EvaluationRequest, EvaluationRequests, StrayEvaluation } from './evaluation';
import { RunEvent } from './event';
import { executorCalls } from './executor';
import { ImageCacheInfo } from './image-cache';
import {
  DroppedImage,
  DroppedScore,
  ForgottenCounts,
  ImageList,
  ImageTraces,
  ImageWish,
  mostPictures,
  mostScoringRuns,
  NamedImage,
  Saliency,
  ScoreSet,
  ScoreSource,
  ThresholdReading,
  Thumbnail,
} from './images';
import { GivenPath, Id, listOf, mostEntries, Name, Path } from './limits';
import { AppInfo, EngineInfo, EngineMeasuring, FolderListing, MachineSample } from './machine';
import { MappingProposal, MappingWish } from './mapping';
import { ExperimentPlan } from './plan/experiment-plan';
import { ExperimentFile, ExperimentFileFormat, Template } from './plan/file-format';
import { Priority, QueueInfo } from './plan/queue';
import { Preparation, PreparationRequest, PreparationTools } from './preparation';
import { ProblemReport } from './problem-report';
import { RecipeOptions } from './recipe';
import {
  DataPlace,
  DemoRequest,
  Experiment,
  ExperimentListing,
  ExperimentRequest,
  Importing,
  LogLine,
  NotesFile,
  ResumeRequest,
  RunDetail,
  RunId,
  RunSummary,
  StrayFolder,
  Tags,
} from './run';
import { RegistryHealth, registryCalls } from './registry';
import { SavedView } from './saved-view';
import { sessionCalls } from './session';
import { SettingsChange, SettingsInfo } from './settings';
import { ClassName, Dataset, SampleImage, SplitName } from './task';
import { MlflowAddress, SentRuns, TrackerId } from './tracker';
import {
  ExportedFiles,
  ExportFormat,
  ChosenOptions,
  WeightsChoice,
  WeightsEntry,
  WeightsInfo,
  WeightsOfRun,
  WeightsReading,
} from './weights';

const none = z.object({});
const ImportProgress = z.object({ importing: Importing.nullable() });
const ChosenPath = z.object({ path: z.string().nullable() });
const byRun = z.object({ runId: RunId });
const EvaluationIds = z.object({
  evaluationIds: listOf(Id, mostEntries.chosen).min(1, 'Choose at least one evaluation.'),
});
const byEvaluation = z.object({ evaluationId: Id });
/** Of a run or an evaluation. */
const byJob = z.object({ id: Id });
/** Runs that are put side by side, reported or handed on. */
const RunIds = listOf(RunId, mostEntries.comparedRuns).min(1, 'Choose at least one run.');
/** Runs of a list that something is done to. */
const ChosenRuns = listOf(RunId, mostEntries.chosen).min(1, 'Choose at least one run.');

/** The call writes in the workspace: it is refused where that can only be looked at. */
const writes = true;

export const calls = {
  'app/info': { input: none, output: AppInfo },
  /** For a report of a problem: no data, no names, paths shortened. Nothing is written. */
  'app/report': { input: none, output: ProblemReport },
  /** Cheap: with what was measured before, if anything was. */
  'engine/list': { input: none, output: z.array(EngineInfo) },
  /** Measures every engine that is available by steps of both large networks; `engine/changed` reports the progress. */
  'engine/measure': { input: none, output: z.array(EngineInfo) },
  ...executorCalls,
  'machine/sample': { input: none, output: MachineSample },

  /** Browser host: folders and weights files below a configured root (an empty path lists the roots). */
  'folder/list': { input: z.object({ path: Path }), output: FolderListing },
  /** Desktop: the native dialogs; null when the person cancels, and on hosts without one. */
  'folder/choose': { input: DialogRequest, output: ChosenPath },
  'file/choose': { input: FileDialogRequest, output: ChosenPath },

  /** Registers the root and starts its scan; `dataset/changed` reports the progress. */
  'dataset/add': { input: z.object({ path: GivenPath }), output: Dataset, writes },
  'dataset/scan': { input: z.object({ datasetId: Id }), output: Dataset, writes },
  /** How the folders of another layout would be read; a person looks at it before it is saved. */
  'dataset/propose': { input: z.object({ path: GivenPath, wish: MappingWish }), output: MappingProposal },
  /** What the dataset's mapping was made for; null where its folders are read as they are. */
  'dataset/wish': { input: z.object({ datasetId: Id }), output: MappingWish.nullable() },
  /** Saves what is proposed for the wish, null to read the folders as they are, and scans the root. */
  'dataset/map': {
    input: z.object({ path: GivenPath, wish: MappingWish.nullable() }),
    output: Dataset,
    writes,
  },
  'dataset/list': { input: none, output: z.array(Dataset) },
  'dataset/get': { input: z.object({ datasetId: Id }), output: Dataset },
  /** Forgets the root; files on disk stay as they are. */
  'dataset/remove': { input: z.object({ datasetId: Id }), output: none, writes },
  /** The dataset's tasks are at another place now: they are known by their fingerprint, and the place is remembered. */
  'dataset/relocate': { input: z.object({ datasetId: Id, path: GivenPath }), output: Dataset, writes },
  /** What preparing videos needs, and whether it is here. */
  'preparation/tools': { input: none, output: PreparationTools },
  /** From folders of videos to a task of face crops; `preparation/changed` reports the progress. One at a time. */
  'preparation/start': { input: PreparationRequest, output: Preparation },
  /** The one that is under way, or was last since the workbench was started. */
  'preparation/get': { input: none, output: z.object({ preparation: Preparation.nullable() }) },
  /** Answers when it has stopped. What is done stays, and the same start goes on with the rest. */
  'preparation/stop': { input: none, output: z.object({ preparation: Preparation.nullable() }) },
  'task/samples': {
    input: z.object({
      datasetId: Id,
      task: Name,
      split: SplitName,
      className: ClassName,
      count: z.number().int().min(1).max(48),
    }),
    output: z.array(SampleImage),
  },
  /** Makes the demo's tasks in the workspace (first time only) and starts the experiment over them. */
  'demo/start': { input: DemoRequest, output: Experiment, writes },

  'recipe/options': { input: none, output: RecipeOptions },

  'experiment/create': { input: ExperimentRequest, output: Experiment, writes },
  'experiment/list': { input: none, output: z.array(ExperimentListing) },
  'experiment/get': { input: z.object({ experimentId: Id }), output: Experiment },
  'experiment/rename': {
    input: z.object({
      experimentId: Id,
      name: z.string().trim().min(1, 'Give the experiment a name.').max(80),
    }),
    output: Experiment,
    writes,
  },

  /** What the request would make, with time and disk; nothing is made. */
  'experiment/plan': { input: ExperimentRequest, output: ExperimentPlan },
  /** The request that would make these runs again, with what was not the same. */
  'experiment/again': {
    input: z.object({ runIds: RunIds }),
    output: z.object({ request: ExperimentRequest, notes: z.array(z.string()) }),
  },
  /** The request as the text of a file that `cored run --file` takes. */
  'experiment/write': {
    input: z.object({ request: ExperimentRequest, format: ExperimentFileFormat }),
    output: z.object({ text: z.string() }),
  },
  /** The request of such a text. `name`: what the file is called in messages. `over`: keys that win over the file's. */
  'experiment/read': { input: ExperimentFile, output: z.object({ request: ExperimentRequest }) },

  /** Experiments of one's own that are begun from again. */
  'template/list': { input: none, output: z.array(Template) },
  'template/save': {
    input: z.object({ name: Name, request: ExperimentRequest }),
    output: z.array(Template),
    writes,
  },
  'template/get': { input: z.object({ name: Name }), output: z.object({ request: ExperimentRequest }) },
  'template/remove': { input: z.object({ name: Name }), output: z.array(Template), writes },

  'queue/get': { input: none, output: QueueInfo },
  /** Puts a waiting job at that place, 1 for the next to start; it takes the priority of its new neighbours. */
  'queue/move': { input: byJob.extend({ to: z.number().int().min(1) }), output: QueueInfo, writes },
  'queue/prioritise': { input: byJob.extend({ priority: Priority }), output: QueueInfo, writes },

  'run/list': { input: none, output: z.array(RunSummary) },
  'run/get': { input: byRun, output: RunDetail },
  'run/log': { input: z.object({ runId: RunId, after: z.number().int() }), output: z.array(LogLine) },
  'run/pause': { input: byRun, output: RunSummary, writes },
  'run/resume': { input: ResumeRequest, output: RunSummary, writes },
  /** Ends the worker at once, and queues the run: it goes on from its last checkpoint. */
  'run/restart': { input: byRun, output: RunSummary, writes },
  /** Why a run that ended early cannot go on; null where it can. */
  'run/resumption': { input: byRun, output: z.object({ refusal: z.string().nullable() }) },
  /** Where the run's tasks lie now. */
  'run/data': { input: byRun, output: z.array(DataPlace) },
  'run/stop': { input: byRun, output: RunSummary, writes },
  'run/annotate': { input: byRun.extend({ notes: NotesFile.partial() }), output: RunSummary, writes },
  /** Of several runs at once: tags, and whether lists leave them out; `archived` absent: that stays. */
  'run/mark': {
    input: z.object({
      runIds: ChosenRuns,
      addTags: Tags.default([]),
      removeTags: Tags.default([]),
      archived: z.boolean().optional(),
    }),
    output: z.array(RunSummary),
    writes,
  },
  /** Moves runs that have ended into the bin; answers their entries. */
  'run/delete': { input: z.object({ runIds: ChosenRuns }), output: z.array(BinEntry), writes },

  'bin/list': { input: none, output: z.array(BinEntry) },
  'bin/restore': { input: z.object({ entries: BinEntries }), output: Restored, writes },
  /** For ever; `entries` absent: all of it. Answers what is left. */
  'bin/empty': { input: z.object({ entries: BinEntries.optional() }), output: z.array(BinEntry), writes },

  /** Views of the runs table that were saved in the workspace. */
  'view/list': { input: none, output: z.array(SavedView) },
  /** One of that name is replaced. */
  'view/save': { input: z.object({ view: SavedView }), output: z.array(SavedView), writes },
  'view/remove': { input: z.object({ name: Name }), output: z.array(SavedView), writes },

  /** Folders among the runs that name another run. */
  'stray/list': { input: none, output: z.array(StrayFolder) },
  /** Makes one of them a run with an id of its own. */
  'stray/adopt': { input: z.object({ folder: Name.min(1) }), output: RunSummary, writes },

  'comparison/get': { input: z.object({ runIds: RunIds }), output: Comparison },
  /** Every other row against the one of that label, seed by seed. */
  'comparison/paired': {
    input: z.object({ runIds: RunIds, reference: z.string().min(1).max(500) }),
    output: z.array(PairedDifference),
  },
  'comparison/render': {
    input: z.object({ runIds: RunIds, format: TableFormat }),
    output: z.object({ text: z.string() }),
  },
  /** Writes the table in every format, and the runs' results as JSON, into a folder. */
  'comparison/export': { input: z.object({ runIds: RunIds, to: GivenPath }), output: ExportedFiles },

  /** From what the registry knows, without a look at any file; newest runs first. */
  'weights/list': { input: none, output: z.array(WeightsOfRun) },
  /** The files that some runs have left; those that are gone are left out. */
  'weights/files': { input: z.object({ runIds: z.array(RunId).max(100) }), output: z.array(WeightsEntry) },
  /** Reads the file for its hash, unless it is known. */
  'weights/hash': {
    input: byRun.extend({ stage: z.number().int().min(1), which: WeightsChoice }),
    output: z.object({ hash: z.string() }),
  },
  'weights/export': {
    input: z.object({
      runId: RunId,
      stage: z.number().int().min(1),
      which: WeightsChoice,
      format: ExportFormat,
      /** Of the choices that the format has; absent: the defaults. */
      options: ChosenOptions.optional(),
      /** Of the weights, for their model card; the person says it. */
      licence: z.string().trim().min(1).max(100).optional(),
      to: GivenPath,
    }),
    output: ExportedFiles,
  },
  /** Writes a file's weights into a folder in another format; half precision stays where the format has it. */
  'weights/convert': {
    input: z.object({ path: GivenPath, ...WeightsReading.shape, format: ExportFormat, to: GivenPath }),
    output: ExportedFiles,
  },
  /** Reads a safetensors file, a model.json or a PyTorch checkpoint and says what it holds; a run can start from it. */
  'weights/inspect': {
    input: z.object({ path: GivenPath, ...WeightsReading.shape }),
    output: WeightsInfo,
  },

  /** Writes a run that has ended into one file, `<run id>.cored.zip`, in that folder. */
  'bundle/export': { input: byRun.extend({ to: GivenPath }), output: ExportedFiles },
  /** Takes a run out of such a file into the workspace. Fails with 'damaged', which names what was altered. */
  'bundle/import': { input: z.object({ path: GivenPath }), output: RunSummary, writes },

  /** Files that an export wrote since the workbench was started, for the browser; the path serves them once. */
  'download/offer': {
    input: z.object({ files: listOf(GivenPath, mostEntries.chosen).min(1, 'Name at least one file.') }),
    output: z.object({ path: z.string() }),
  },

  /** Writes runs below a folder as another tracker keeps them; what the same run left there before is written anew. */
  'tracker/export': {
    input: z.object({ tracker: TrackerId, runIds: RunIds, to: GivenPath }),
    output: ExportedFiles,
  },

  /** Sends runs to an MLflow server; one that is there already gets what it lacks. Not from a browser: the server may reach what its visitors may not. */
  'mlflow/send': { input: z.object({ runIds: RunIds, uri: MlflowAddress }), output: SentRuns },
  /**
   * Runs of one chain as one HTML file that opens anywhere. `to`: the file where it ends with .html, else a folder, in which
   * the file is called after the run or the experiment. A file of that name is written anew.
   */
  'report/write': { input: z.object({ runIds: RunIds, to: GivenPath }), output: ExportedFiles },

  /** Queues a worker that scores the weights; `evaluation/changed` reports the progress. */
  'evaluation/start': { input: EvaluationRequest, output: Evaluation, writes },
  /** All of them or, where one cannot be, none. */
  'evaluation/start-many': { input: EvaluationRequests, output: z.array(Evaluation), writes },
  /** Takes them out of the queue, or ends their workers; those that have ended stay as they are. */
  'evaluation/stop': { input: EvaluationIds, output: z.array(Evaluation), writes },
  /** Queues one again that was stopped, interrupted or failed; it begins anew. */
  'evaluation/start-again': { input: byEvaluation, output: Evaluation, writes },
  /** Without the points of ROC and precision-recall curves. */
  'evaluation/list': { input: none, output: z.array(Evaluation) },
  'evaluation/get': { input: byEvaluation, output: Evaluation },
  'evaluation/rename': {
    input: byEvaluation.extend({ name: z.string().trim().min(1, 'Give the evaluation a name.').max(80) }),
    output: Evaluation,
    writes,
  },
  'evaluation/delete': {
    input: EvaluationIds,
    output: z.array(BinEntry),
    writes,
  },
  /** Folders among the evaluations that name another one. */
  'evaluation/strays': { input: none, output: z.array(StrayEvaluation) },
  /** Makes one of them an evaluation with an id of its own. */
  'evaluation/adopt': { input: z.object({ folder: Name.min(1) }), output: Evaluation, writes },

  /** Which stages, tasks and splits of a run have scores on disk. */
  'images/sets': { input: byRun, output: z.array(ScoreSet) },
  'images/list': { input: z.object({ source: ScoreSource, wish: ImageWish }), output: ImageList },
  'images/thresholds': { input: z.object({ source: ScoreSource }), output: ThresholdReading },
  /** Of the stages after `source`'s, which is a run's. */
  'images/forgotten': {
    input: z.object({ source: ScoreSource, threshold: ImageWish.shape.threshold }),
    output: ForgottenCounts,
  },
  /** Small pictures, one for each in their order. */
  'images/thumbnails': {
    input: z.object({ source: ScoreSource, images: z.array(NamedImage).max(mostPictures) }),
    output: z.array(Thumbnail),
  },
  /** At full size; a larger one than 2048 pixels is made smaller. */
  'images/picture': { input: z.object({ source: ScoreSource, image: NamedImage }), output: SampleImage },
  /** The image's scores along the chain, in every run of the experiment; none for an evaluation. */
  'images/traces': { input: z.object({ source: ScoreSource, image: NamedImage }), output: ImageTraces },
  /** Takes seconds: the image is scored 145 times with a part of it hidden. */
  'images/saliency': { input: z.object({ source: ScoreSource, image: NamedImage }), output: Saliency },
  /** What runs say of an image that lies in no task. */
  'images/score': {
    input: z.object({ image: DroppedImage, runIds: z.array(RunId).min(1).max(mostScoringRuns) }),
    output: z.array(DroppedScore),
  },

  'cache/get': { input: none, output: ImageCacheInfo },
  /** Answers what is left. */
  'cache/clear': { input: none, output: ImageCacheInfo, writes },

  /** Per person, the same in every workspace. */
  'settings/get': { input: none, output: SettingsInfo },
  'settings/save': { input: z.object({ change: SettingsChange }), output: SettingsInfo },
  /** Desktop: the newer version's page, in the person's own browser. */
  'update/open': { input: none, output: none },

  ...sessionCalls,

  /** Run folders that the registry did not know are taken in behind; null when none is left. */
  'registry/importing': { input: none, output: ImportProgress },
  ...registryCalls,
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType; writes?: true }>;

/** Pushes may be dropped under back-pressure only where `droppable`; the state can always be had again by a call. */
export const pushes = {
  'dataset/changed': { payload: Dataset, droppable: true },
  'preparation/changed': { payload: Preparation, droppable: true },
  'experiment/created': { payload: Experiment, droppable: false },
  'run/changed': { payload: RunSummary, droppable: true },
  /** They are in the bin, or their folders are gone. */
  'run/removed': { payload: z.object({ runIds: z.array(RunId) }), droppable: false },
  'run/events': { payload: z.object({ runId: RunId, events: z.array(RunEvent) }), droppable: false },
  'evaluation/changed': { payload: Evaluation, droppable: true },
  'evaluation/removed': { payload: z.object({ evaluationIds: z.array(z.string()) }), droppable: false },
  /** `subject`: the id of the run that is bundled, or the path of the file that is imported. In bytes. */
  'bundle/progressed': {
    payload: z.object({ subject: z.string(), done: z.number().int(), total: z.number().int() }),
    droppable: true,
  },
  /** `measuring`: the engine that is measured now; null when all are done. */
  'engine/changed': {
    payload: z.object({ engines: z.array(EngineInfo), measuring: EngineMeasuring.nullable() }),
    droppable: false,
  },
  /** Also when a newer version was found. */
  'settings/changed': { payload: SettingsInfo, droppable: false },
  /** A damage was found, or is mended. */
  'registry/health': { payload: RegistryHealth, droppable: false },
  /** How far the taking in of run folders is. */
  'registry/importing': { payload: ImportProgress, droppable: true },
  'machine/sampled': { payload: MachineSample, droppable: true },
} as const satisfies Record<string, { payload: z.ZodType; droppable: boolean }>;

export type CallName = keyof typeof calls;
export type CallInput<Name extends CallName> = z.infer<(typeof calls)[Name]['input']>;
export type CallOutput<Name extends CallName> = z.infer<(typeof calls)[Name]['output']>;

export type PushName = keyof typeof pushes;
export type PushPayload<Name extends PushName> = z.infer<(typeof pushes)[Name]['payload']>;
