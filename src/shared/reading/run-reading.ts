/** What the events of a run have told so far: the state of the one reading that registry and live page share. */
import type { TaskResult } from '../event';
import type { LossTerms } from '../loss-term';
import type { AucPoint, LossPoint, NotesFile, RunDetail, RunFile, RunSummary, StageDetail } from '../run';
import { recordedMethod } from './older-methods';
import type { Place } from './place';

export type LossReading = Omit<LossPoint, 'x'>;
/** `losses` are the epoch's means; absent where a page took the point from an answer, which has no use for them. */
export type EpochReading = Omit<AucPoint, 'x'> & {
  readonly losses?: LossTerms;
  readonly selectionScore?: number | null;
  readonly isBest?: boolean;
};

export interface ImagesLoading {
  readonly task: string;
  readonly done: number;
  readonly total: number;
}

/** From which place on what was known before no longer counts; null: all of it does. */
export interface Outdated {
  readonly results: Place | null;
  readonly lossPoints: Place | null;
  readonly epochs: Place | null;
}

/** What a person, run.json and the workspace say of a run; no event changes it. */
export type RunFacts = Pick<
  RunSummary,
  | 'id'
  | 'name'
  | 'tags'
  | 'notes'
  | 'archived'
  | 'remote'
  | 'experimentId'
  | 'experimentName'
  | 'chain'
  | 'recipe'
  | 'method'
  | 'seed'
  | 'engineWish'
  | 'createdAt'
  | 'reportedSplit'
  | 'startStage'
  | 'damage'
  | 'folder'
>;

export type RunStanding = Pick<
  RunSummary,
  'state' | 'engine' | 'error' | 'endedAt' | 'seconds' | 'progress' | 'losses'
>;

export interface RunReading extends RunStanding {
  /** Of the last event that was read; 0 before the first. */
  readonly lastSequence: number;
  /** Of the worker that is at work; null when none is, or it is not known here. */
  readonly processId: number | null;
  /** One for each task of the chain. */
  readonly stages: readonly StageDetail[];
  readonly results: readonly TaskResult[];
  readonly lossPoints: readonly LossReading[];
  /** Points that were left out of `lossPoints`, between those that are there; absent for none. */
  readonly thinnedBy?: number;
  readonly epochs: readonly EpochReading[];
  /** While the worker reads a task's images. */
  readonly imagesLoading: ImagesLoading | null;
  readonly outdated: Outdated;
}

export const nothingOutdated: Outdated = { results: null, lossPoints: null, epochs: null };

export interface NamedRun {
  readonly file: RunFile;
  readonly folder: string;
  readonly notes: NotesFile;
  /** What could not be read of its folder. */
  readonly damage?: readonly string[];
}

/** The reported split is test where every task has one, else val. */
export function factsOf({ file, folder, notes, damage = [] }: NamedRun): RunFacts {
  return {
    ...{ name: notes.name, tags: notes.tags, notes: notes.notes },
    ...(notes.archived === true && { archived: true }),
    id: file.id,
    experimentId: file.experiment.id,
    experimentName: notes.experiment ?? file.experiment.name,
    chain: file.chain.map(({ name }) => name),
    recipe: file.recipe,
    method: recordedMethod(file),
    seed: file.seed,
    engineWish: file.engine,
    createdAt: file.createdAt,
    reportedSplit: file.chain.every(({ hasTest }) => hasTest) ? 'test' : 'val',
    ...(file.startStage !== undefined && { startStage: file.startStage }),
    ...(damage.length > 0 && { damage: [...damage] }),
    folder,
  };
}

/** The facts that a summary holds. */
export function factsIn(summary: RunSummary): RunFacts {
  const { id, name, tags, notes, experimentId, experimentName, chain, recipe, method, seed } = summary;
  const { engineWish, createdAt, reportedSplit, startStage, folder, archived, damage, remote } = summary;
  return {
    ...{ id, name, tags, notes, experimentId, experimentName, chain, recipe, method, seed },
    ...{ engineWish, createdAt, reportedSplit, folder },
    ...(archived === true && { archived }),
    ...(remote !== undefined && { remote }),
    ...(startStage !== undefined && { startStage }),
    ...(damage !== undefined && { damage }),
  };
}

/** Before the first event: stages before the first one that is trained were done by the weights that the run was given. */
export function unreadStages({ chain, startStage = 1 }: Pick<RunFacts, 'chain' | 'startStage'>): StageDetail[] {
  return chain.map((task, index) => ({
    stage: index + 1,
    task,
    state: index + 1 < startStage ? 'done' : 'waiting',
    bestEpoch: null,
    weightsHash: null,
    reports: [],
  }));
}

/** Before the first event of a run that waits for nobody. */
export function unreadReading(facts: Pick<RunFacts, 'chain' | 'startStage'>): RunReading {
  return {
    ...{ state: 'stopped', engine: null, error: null, endedAt: null, seconds: 0, progress: null, losses: null },
    ...{ lastSequence: 0, processId: null, imagesLoading: null, outdated: nothingOutdated },
    ...{ stages: unreadStages(facts), results: [], lossPoints: [], epochs: [] },
  };
}

/** What events have told, as far as a summary says it. */
export function standingIn({ state, engine, error, endedAt, seconds, progress, losses }: RunSummary): RunStanding {
  return { state, engine, error, endedAt, seconds, progress, losses };
}

/** The reading that an answer was made of, to go on from there. */
export function readingOf({
  summary,
  stages,
  results,
  lossPoints,
  thinnedBy,
  aucPoints,
  lastSequence,
}: RunDetail): RunReading {
  return {
    ...standingIn(summary),
    ...{ lastSequence, stages, results, lossPoints },
    ...(thinnedBy !== undefined && { thinnedBy }),
    epochs: aucPoints,
    processId: null,
    imagesLoading: null,
    outdated: nothingOutdated,
  };
}
