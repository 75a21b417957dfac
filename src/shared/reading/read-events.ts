/** The one reading of a run's events: what they tell, whoever reads them and however they are portioned. Pure. */
import type { RunEvent, RunEventBody, TaskResult } from '../event';
import type { MethodReport } from '../method-report';
import { heldText } from '../no-room';
import type { Progress, StageDetail } from '../run';
import { reportOfOlderMemory } from './older-reports';
import { comparePlaces, cutFrom, type Place } from './place';
import type { EpochReading, LossReading, Outdated, RunFacts, RunReading } from './run-reading';

export interface ReadEvents {
  readonly reading: RunReading;
  /** True when an event is missing before one of these: nothing behind the gap was read. */
  readonly hasGap: boolean;
}

export interface ReadOptions extends Pick<RunFacts, 'chain' | 'startStage'> {
  /** For a file that lacks events for good: those behind the gap are read all the same. */
  readonly acceptsGaps?: boolean;
}

/** Events that were read before are passed over, so it does no harm to hand them in again. */
export function readEvents(before: RunReading, events: readonly RunEvent[], run: ReadOptions): ReadEvents {
  const fresh = events.filter(({ sequence }) => sequence > before.lastSequence);
  if (fresh.length === 0) return { reading: before, hasGap: false };
  const draft = draftOf(before);
  for (const event of fresh) {
    if (event.sequence <= draft.lastSequence) continue;
    const isNext = event.sequence === draft.lastSequence + 1;
    if (!isNext && run.acceptsGaps !== true) return { reading: draft, hasGap: true };
    draft.lastSequence = event.sequence;
    readBody(draft, event, run);
  }
  return { reading: draft, hasGap: false };
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Copied once for a batch of events, then changed in place. */
interface Draft extends Omit<Writable<RunReading>, 'stages' | 'results' | 'lossPoints' | 'epochs' | 'outdated'> {
  stages: StageDetail[];
  results: TaskResult[];
  lossPoints: LossReading[];
  epochs: EpochReading[];
  outdated: Writable<Outdated>;
}

function draftOf(reading: RunReading): Draft {
  return {
    ...reading,
    stages: [...reading.stages],
    results: [...reading.results],
    lossPoints: [...reading.lossPoints],
    epochs: [...reading.epochs],
    outdated: { ...reading.outdated },
  };
}

function readBody(draft: Draft, { body, time }: RunEvent, run: ReadOptions): void {
  switch (body.type) {
    case 'run/started':
      return change(draft, {
        ...{ state: 'training', engine: body.engine, processId: body.processId },
        ...{ error: null, endedAt: null, imagesLoading: null },
      });
    case 'images/loading': {
      const { task, done, total } = body;
      draft.imagesLoading = done < total ? { task, done, total } : null;
      return;
    }
    case 'stage/started':
      return startStage(draft, body, run);
    case 'method/reported':
      return addReport(draft, body.stage, body.report);
    case 'store/built':
      return addReport(draft, body.stage, reportOfOlderMemory(body));
    case 'batches/ended': {
      const { stage, epoch, batch, losses, imagesPerSecond } = body;
      beginAgain(draft, body);
      draft.lossPoints.push({ stage, epoch, batch, losses });
      const batches = stageOf(draft, stage)?.batchesPerEpoch ?? batch;
      moveTo(draft, { stage, epoch, epochsDone: epoch - 1 + batch / Math.max(1, batches) }, run);
      progressOf(draft).imagesPerSecond = imagesPerSecond;
      return;
    }
    case 'epoch/ended': {
      const { stage, epoch, losses, aucs, selectionScore, isBest, elapsedSeconds, secondsLeft } = body;
      cut(draft, 'epochs', { stage, epoch });
      draft.epochs.push({ stage, epoch, losses, aucs, selectionScore, isBest, seconds: elapsedSeconds });
      change(draft, { losses, seconds: elapsedSeconds });
      if (isBest) changeStage(draft, stage, { bestEpoch: epoch });
      moveTo(draft, { stage, epoch, epochsDone: epoch }, run);
      progressOf(draft).secondsLeft = secondsLeft;
      return;
    }
    case 'stage/evaluated':
      cut(draft, 'results', { stage: body.stage });
      draft.results.push(...body.results);
      return;
    case 'stage/ended':
      return changeStage(draft, body.stage, {
        state: 'done',
        bestEpoch: body.bestEpoch,
        weightsHash: body.weightsHash,
      });
    case 'run/paused':
      draft.state = 'paused';
      draft.error = body.room === undefined ? null : { code: 'no-room', message: heldText(body.room) };
      return;
    case 'run/resumed':
      draft.state = 'training';
      draft.error = null;
      return;
    case 'run/stopped':
      return end(draft, { state: 'stopped', error: null, endedAt: time });
    case 'run/failed':
      return end(draft, { state: 'failed', error: body.error, endedAt: time });
    case 'run/completed':
      end(draft, { state: 'complete', seconds: body.elapsedSeconds, endedAt: time });
      if (draft.progress) draft.progress = { ...draft.progress, share: 1, secondsLeft: 0 };
      return;
    case 'image/skipped':
    case 'log/written':
      return;
  }
}

/** What a crashed or stopped attempt left of this stage and later ones is done again, so it goes. */
function startStage(draft: Draft, body: Extract<RunEventBody, { type: 'stage/started' }>, run: ReadOptions): void {
  const { stage, epochs, batchesPerEpoch } = body;
  beginAgain(draft, { stage });
  cut(draft, 'results', { stage });
  changeStage(draft, stage, { state: 'training', epochs, batchesPerEpoch, ...unlearnt });
  draft.imagesLoading = null;
  moveTo(draft, { stage, epoch: 1, epochsDone: 0 }, run);
}

const unlearnt = { bestEpoch: null, weightsHash: null, reports: [] };

/** A training that goes on from a checkpoint comes by the same places again: points of the earlier attempt go. */
function beginAgain(draft: Draft, place: Place): void {
  const { stage: at, epoch } = place;
  cut(draft, 'lossPoints', place);
  // Whichever batch it is, its epoch has not ended.
  cut(draft, 'epochs', { stage: at, ...(epoch !== undefined && { epoch }), batch: 0 });
  const isLearnt = ({ stage, state }: StageDetail) => stage > at && state !== 'waiting';
  // Asked first: this is done for each of ten thousands of points.
  if (!draft.stages.some(isLearnt)) return;
  draft.stages = draft.stages.map((stage) => (isLearnt(stage) ? { ...stage, state: 'waiting', ...unlearnt } : stage));
}

function cut(draft: Draft, what: keyof Outdated, place: Place): void {
  const items: Place[] = draft[what];
  cutFrom(items, place);
  const before = draft.outdated[what];
  if (before !== null && comparePlaces(before, place) <= 0) return;
  const { stage, epoch, batch } = place;
  draft.outdated[what] = { stage, ...(epoch !== undefined && { epoch }), ...(batch !== undefined && { batch }) };
}

function moveTo(
  draft: Draft,
  at: { stage: number; epoch: number; epochsDone: number },
  { chain, startStage = 1 }: ReadOptions,
): void {
  const { stage, epoch, epochsDone } = at;
  const epochs = stageOf(draft, stage)?.epochs ?? epoch;
  const share = (stage - startStage + epochsDone / Math.max(1, epochs)) / Math.max(1, chain.length - startStage + 1);
  const { imagesPerSecond = null, secondsLeft = null } = draft.progress ?? {};
  draft.progress = { stage, epoch, epochs, share: Math.min(1, share), imagesPerSecond, secondsLeft };
}

/** Made by `moveTo` a moment ago, so that it can be changed. */
function progressOf({ progress }: Draft): Progress {
  if (!progress) throw new Error('A run that trains has no progress.');
  return progress;
}

function end(draft: Draft, how: Partial<Draft>): void {
  const progress = draft.progress && { ...draft.progress, secondsLeft: null };
  change(draft, { ...how, progress, processId: null, imagesLoading: null });
}

function change(draft: Draft, changes: Partial<Draft>): void {
  Object.assign(draft, changes);
}

function addReport(draft: Draft, stage: number, report: MethodReport): void {
  const others = stageOf(draft, stage)?.reports.filter(({ id }) => id !== report.id) ?? [];
  changeStage(draft, stage, { reports: [...others, report] });
}

function stageOf({ stages }: Draft, stage: number): StageDetail | undefined {
  return stages.find((one) => one.stage === stage);
}

function changeStage(draft: Draft, stage: number, changes: Partial<StageDetail>): void {
  draft.stages = draft.stages.map((known) => (known.stage === stage ? { ...known, ...changes } : known));
}
