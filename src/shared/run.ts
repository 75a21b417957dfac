/** Runs and experiments: the files of a run folder and what the registry returns of them. */
import { z } from 'zod';
import { ErrorPayload } from './errors';
import { ExecutorId, RemoteRun } from './executor';
import { TaskResult } from './event';
import { Parameters, ParameterValue } from './field';
import { boundedText, GivenPath, Id, listOf, mostCharacters, mostEntries, Name, Path, recordOf } from './limits';
import { LossTerms } from './loss-term';
import { MethodReport } from './method-report';
import { byMetric, matrixMetrics } from './metrics';
import { EngineId, EngineWish, MethodRecord, PresetId, Recipe } from './recipe';
import { SplitName } from './task';
import { WeightsReading } from './weights';

/** Ids are folder names: lower case letters, digits and dashes. */
export const RunId = boundedText(80).regex(/^[a-z0-9][a-z0-9-]{2,79}$/);

export const ChainTask = z.object({
  name: z.string(),
  /** Of the task's folder: relative to the workspace where it lies inside, else absolute. */
  path: z.string(),
  /** TaskScan.fingerprint when the run was created. */
  fingerprint: z.string(),
  hasTest: z.boolean(),
  /** Hash of the mapping that it is read through, which is mapping.json in the run's folder; `path` is then the dataset's root. */
  mapping: z.string().optional(),
});
export type ChainTask = z.infer<typeof ChainTask>;

/** Which of the engine's devices a run computes on, by index; several share each batch; absent: the first. */
export const DeviceIndices = listOf(z.number().int().min(0), mostEntries.devices).min(1);

export const Retries = z.number().int().min(0).max(100);

/** run.json: written once, by whoever creates the run. */
export const RunFile = z.object({
  format: z.literal(2),
  id: RunId,
  createdAt: z.string(),
  experiment: z.object({ id: z.string(), name: z.string() }),
  chain: z.array(ChainTask).min(1),
  /** With every parameter resolved. */
  recipe: Recipe,
  /** What the recipe's method says of itself; absent in runs of older versions, see `recordedMethod`. */
  method: MethodRecord.optional(),
  seed: z.number().int().min(0).max(0xffffffff),
  engine: EngineWish,
  devices: DeviceIndices.optional(),
  /** Path of weights to start from, as a task's (a file of any format that can be read), or null for a seeded initialisation. */
  initialWeights: z.string().nullable(),
  /** SHA-256 over names, shapes and values of what was read of them, without what is drawn from the seed; absent in runs of older versions. */
  initialWeightsHash: z.string().optional(),
  /** Which output of the initial weights is fake, and which of several sets of them is meant, where a person said so. */
  initialClasses: WeightsReading.shape.classes,
  initialPart: WeightsReading.shape.part,
  /** The first stage that is trained, 1 where absent; the tasks before it are those that the initial weights have learnt. */
  startStage: z.number().int().min(1).optional(),
  /** How often it is tried again by itself when its process dies or it fails; absent: never. */
  retries: Retries.optional(),
  versions: z.record(z.string(), z.string()),
});
export type RunFile = z.infer<typeof RunFile>;

/** control.json: what a person asked of the worker. */
export const ControlFile = z.object({ asked: z.enum(['pause', 'resume', 'stop']), at: z.string() });
export type ControlFile = z.infer<typeof ControlFile>;

/**
 * What a heartbeat says of the training itself. Nothing in it is read off a wall clock, so that a clock that jumps changes nothing;
 * a thread of its own writes it, so that a long step holds nothing up.
 */
export const WorkerPulse = z.object({
  /** Heartbeats so far. */
  beat: z.number().int(),
  /** Since the training last came by between two batches, or told something. */
  quietSeconds: z.number(),
  /** The longest such time before. */
  longestSeconds: z.number(),
  /** Processor time that the process spent in `quietSeconds`: a long step is busy, one that hangs mostly is not. */
  busySeconds: z.number(),
});
export type WorkerPulse = z.infer<typeof WorkerPulse>;

/** worker.json: the process that trains; rewritten at every heartbeat. */
export const WorkerFile = z.object({
  processId: z.number().int(),
  host: z.string(),
  startedAt: z.string(),
  heartbeatAt: z.string(),
  /** Device and inode of the folder, which a copy of it does not share; absent in files of older versions. */
  place: z.string().optional(),
  /** When the process was started, as the system tells it: another one with its number has another. Absent where it does not. */
  processStart: z.string().optional(),
  /** Absent before the first heartbeat, and in files of older versions. */
  pulse: WorkerPulse.optional(),
});
export type WorkerFile = z.infer<typeof WorkerFile>;

export const Tags = listOf(Name, mostEntries.tags);

/** notes.json: what a person added. */
export const NotesFile = z.object({
  name: Name,
  tags: Tags,
  notes: boundedText(mostCharacters.notes),
  /** Put aside: lists leave it out unless they are asked for it. */
  archived: z.boolean().optional(),
  /** What its experiment is called since it was renamed; absent: as run.json says. */
  experiment: z.string().trim().min(1).max(80).optional(),
});
export type NotesFile = z.infer<typeof NotesFile>;

/** A folder among the runs whose run.json names another run. */
export const StrayFolder = z.object({
  folder: z.string(),
  /** What its run.json names. */
  runId: z.string(),
  name: z.string(),
  /** Whether the run that it names has its own folder. */
  hasOriginal: z.boolean(),
});
export type StrayFolder = z.infer<typeof StrayFolder>;

/** Run folders that are being taken into the registry. */
export const Importing = z.object({ done: z.number().int(), total: z.number().int() });
export type Importing = z.infer<typeof Importing>;

/** A task of a run, and whether its images are there to be read. */
export const DataPlace = z.object({ name: z.string(), path: z.string(), isThere: z.boolean() });
export type DataPlace = z.infer<typeof DataPlace>;

export const runStates = [
  'queued',
  'starting',
  'training',
  'paused',
  'stopped', // by a person; can be resumed
  'interrupted', // its process is gone; can be resumed
  'failed',
  'complete',
] as const;
export const RunState = z.enum(runStates);
export type RunState = z.infer<typeof RunState>;

const restingStates: readonly RunState[] = ['stopped', 'interrupted', 'failed', 'complete'];

/** Whether nothing writes into its folder any more, until somebody resumes it. */
export function isAtRest(state: RunState): boolean {
  return restingStates.includes(state);
}

export const Progress = z.object({
  stage: z.number().int(),
  epoch: z.number().int(),
  epochs: z.number().int(),
  /** Share of the whole run, 0 to 1. */
  share: z.number(),
  imagesPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
});
export type Progress = z.infer<typeof Progress>;

const AucRow = z.array(z.number().nullable());

export const RunSummary = z.object({
  id: RunId,
  name: z.string(),
  tags: z.array(z.string()),
  notes: z.string(),
  /** Put aside by a person; absent: no. */
  archived: z.boolean().optional(),
  experimentId: z.string(),
  experimentName: z.string(),
  chain: z.array(z.string()),
  recipe: Recipe,
  method: MethodRecord,
  seed: z.number().int(),
  engineWish: EngineWish,
  engine: EngineId.nullable(),
  state: RunState,
  /** Where another machine starts it; absent: this one does. */
  remote: RemoteRun.optional(),
  error: ErrorPayload.nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
  /** Training time so far, pauses excluded. */
  seconds: z.number(),
  progress: Progress.nullable(),
  /** Means over the last epoch that has ended. */
  losses: LossTerms.nullable(),
  /** The split that matrix, beforeTraining and what follows from them are computed on. */
  reportedSplit: SplitName,
  /** matrix[i][j] = AUC on task j after stage i + 1; rows not reached yet are all null. */
  matrix: z.array(AucRow),
  beforeTraining: AucRow,
  /** The first stage that the run trains, where it is not 1; the row before it is that of the weights which it was given. */
  startStage: z.number().int().min(1).optional(),
  /** One value for each metric of the matrix in `shared/metrics`, after the last finished stage. */
  ...byMetric(matrixMetrics, () => z.number().nullable()),
  /** SHA-256 of the best weights of the latest stage that has left any; absent before. */
  weightsHash: z.string().optional(),
  /** What of its folder could not be read, in sentences; absent: nothing. */
  damage: z.array(z.string()).optional(),
  folder: z.string(),
});
export type RunSummary = z.infer<typeof RunSummary>;

export const StageDetail = z.object({
  stage: z.number().int(),
  task: z.string(),
  state: z.enum(['waiting', 'training', 'done']),
  bestEpoch: z.number().int().nullable(),
  weightsHash: z.string().nullable(),
  /** From `stage/started`; absent while the stage waits. They place points on the curves' x axis. */
  epochs: z.number().int().optional(),
  batchesPerEpoch: z.number().int().optional(),
  /** What the method told of the stage. */
  reports: z.array(MethodReport),
});
export type StageDetail = z.infer<typeof StageDetail>;

/** Where a point lies: `x` counts the epochs of the stages that the run trains (the second one, epoch 1 of 10, half done = 10.5). */
const x = z.number();
const stage = z.number().int();
const epoch = z.number().int();

/** A longer curve is thinned before it is sent. */
export const mostLossPoints = 2000;

/** One point of the loss curves. */
export const LossPoint = z.object({ stage, epoch, batch: z.number().int(), x, losses: LossTerms });
export type LossPoint = z.infer<typeof LossPoint>;

/** One point of the AUC curves, after an epoch; `aucs` by task name, on val. */
export const AucPoint = z.object({
  ...{ stage, epoch, x, aucs: z.record(z.string(), z.number().nullable()) },
  /** Training time of the run when the epoch had ended, pauses excluded; absent in answers of older versions. */
  seconds: z.number().optional(),
});
export type AucPoint = z.infer<typeof AucPoint>;

export const RunDetail = z.object({
  summary: RunSummary,
  stages: z.array(StageDetail),
  results: z.array(TaskResult),
  /** At most about `mostLossPoints`: of each stretch of a longer curve those with the least and the greatest values. */
  lossPoints: z.array(LossPoint),
  /** How many points of the curve are not among them; absent for none. */
  thinnedBy: z.number().int().optional(),
  aucPoints: z.array(AucPoint),
  /** Sequence number of the last event that is contained in this answer. */
  lastSequence: z.number().int(),
});
export type RunDetail = z.infer<typeof RunDetail>;

export const LogLine = z.object({
  sequence: z.number().int(),
  time: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  message: z.string(),
});
export type LogLine = z.infer<typeof LogLine>;

/** What a list of experiments says; their runs are in the list of runs. */
export const ExperimentListing = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  chain: z.array(z.string()),
});
export type ExperimentListing = z.infer<typeof ExperimentListing>;

export const Experiment = ExperimentListing.extend({ runs: z.array(RunSummary) });
export type Experiment = z.infer<typeof Experiment>;

const Chain = listOf(Name, mostEntries.tasks);

/** What the form and the command line send: recipes x seeds over one chain, or over several orders of it. */
export const ExperimentRequest = z.object({
  name: z.string().trim().min(1, 'Give the experiment a name.').max(80),
  /** A dataset's id, or the path of its root. */
  dataset: GivenPath,
  chain: Chain.min(1, 'Put at least one task into the chain.'),
  methods: listOf(Id, mostEntries.methods).min(1, 'Choose at least one method.'),
  network: Id.min(1),
  /** Where the parameters of each method start from; `parameters` and `methodParameters` win over it. */
  preset: PresetId.default('corrected'),
  /** Apply to every method that has the parameter. */
  parameters: Parameters,
  /** By method id; these win over `parameters`. */
  methodParameters: recordOf(Parameters, mostEntries.methods),
  /** Several values of a parameter, for every method that has it: a run for each, and for each combination of them. */
  sweep: recordOf(
    listOf(ParameterValue, mostEntries.runs).min(1, 'Give at least one value.'),
    mostEntries.parameters,
  ).optional(),
  /** Several orders of the chain, each with all of its tasks; absent: the chain as it stands. */
  orders: listOf(Chain, mostEntries.runs).min(1).optional(),
  seeds: listOf(z.number().int().min(0).max(0xffffffff), mostEntries.runs).min(1, 'Give at least one seed.'),
  engine: EngineWish,
  devices: DeviceIndices.optional(),
  initialWeights: Path.nullable(),
  initialClasses: WeightsReading.shape.classes,
  initialPart: WeightsReading.shape.part,
  /** Trains the chain from this stage on; the tasks before it are those that `initialWeights` have learnt. */
  startStage: z.number().int().min(1).optional(),
  retries: Retries.optional(),
  /** Who starts the runs; absent: this machine. */
  executor: ExecutorId.optional(),
});
export type ExperimentRequest = z.infer<typeof ExperimentRequest>;

export const ResumeRequest = z.object({
  runId: RunId,
  /** Where the images lie that have moved; they are known by their fingerprint, and the place is remembered. */
  data: GivenPath.optional(),
  /** Who starts it from now on; absent: whoever did before. */
  executor: ExecutorId.optional(),
});

/** What the demo does otherwise than resources/demo.json says; the interface sends an empty one. */
export const DemoRequest = z.object({
  /** The first so many of the demo's four tasks. */
  tasks: z.number().int().min(1).max(4).optional(),
  epochs: z.number().int().min(1).max(10_000).optional(),
  methods: ExperimentRequest.shape.methods.optional(),
  seeds: ExperimentRequest.shape.seeds.optional(),
});
export type DemoRequest = z.infer<typeof DemoRequest>;
