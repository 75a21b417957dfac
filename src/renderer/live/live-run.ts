/** What the run view shows: a RunDetail with the events applied that came after it. Pure: nothing here waits or asks. */
import type { RunEvent, TaskResult } from '../../shared/event';
import type { LossPoint, AucPoint, RunDetail, StepDetail } from '../../shared/run';
import { summaryAfter } from './live-summary';

export interface ImagesLoading {
  readonly task: string;
  readonly done: number;
  readonly total: number;
}

export interface LiveRun {
  readonly detail: RunDetail;
  /** While the worker reads a task's images; null once it trains. */
  readonly imagesLoading: ImagesLoading | null;
}

export interface Applied {
  readonly live: LiveRun;
  /** True when an event is missing before these, or one cannot be placed: the detail has to be fetched again. */
  readonly needsFetch: boolean;
}

export function startLive(detail: RunDetail): LiveRun {
  return { detail, imagesLoading: null };
}

/** Events up to `lastSequence` are ignored; at a gap nothing more is applied. */
export function applyEvents(live: LiveRun, events: readonly RunEvent[]): Applied {
  const fresh = events.filter((event) => event.sequence > live.detail.lastSequence);
  if (fresh.length === 0) return { live, needsFetch: false };
  const draft = draftOf(live);
  let needsFetch = false;
  for (const event of fresh) {
    if (event.sequence !== draft.lastSequence + 1) {
      if (event.sequence <= draft.lastSequence) continue;
      needsFetch = true;
      break;
    }
    draft.lastSequence = event.sequence;
    draft.summary = summaryAfter(draft.summary, event, batchesIn(draft, event));
    if (!applyBody(draft, event)) needsFetch = true;
  }
  const { imagesLoading, ...detail } = draft;
  return { live: { detail, imagesLoading }, needsFetch };
}

/** Copied once per batch of events, then changed in place. */
type Draft = RunDetail & { imagesLoading: ImagesLoading | null };

function draftOf(live: LiveRun): Draft {
  const { detail } = live;
  return {
    ...detail,
    steps: [...detail.steps],
    results: [...detail.results],
    lossPoints: [...detail.lossPoints],
    aucPoints: [...detail.aucPoints],
    imagesLoading: live.imagesLoading,
  };
}

function batchesIn(draft: Draft, { body }: RunEvent): number | undefined {
  if (!('step' in body)) return undefined;
  return draft.steps.find((step) => step.step === body.step)?.batchesPerEpoch;
}

/** False when the event cannot be placed with what is known. */
function applyBody(draft: Draft, { body }: RunEvent): boolean {
  switch (body.type) {
    case 'images/loading':
      draft.imagesLoading = body.done < body.total ? { task: body.task, done: body.done, total: body.total } : null;
      return true;
    case 'step/started':
      draft.imagesLoading = null;
      changeStep(draft, body.step, { state: 'training', batchesPerEpoch: body.batchesPerEpoch });
      return true;
    case 'store/built':
      changeStep(draft, body.step, { store: { counts: body.counts, leftOut: body.leftOut } });
      return true;
    case 'batches/ended': {
      const batches = batchesIn(draft, { body, sequence: draft.lastSequence, time: '' });
      const epochs = draft.summary.progress?.epochs;
      if (batches === undefined || epochs === undefined) return false;
      const x = (body.step - 1) * epochs + body.epoch - 1 + body.batch / batches;
      putPoint(draft.lossPoints, { x, losses: body.losses });
      return true;
    }
    case 'epoch/ended': {
      const epochs = draft.summary.progress?.epochs;
      if (epochs === undefined) return false;
      putPoint(draft.aucPoints, { x: (body.step - 1) * epochs + body.epoch, aucs: body.aucs });
      if (body.isBest) changeStep(draft, body.step, { bestEpoch: body.epoch });
      return true;
    }
    case 'step/evaluated':
      for (const result of body.results) putResult(draft.results, result);
      return true;
    case 'step/ended':
      changeStep(draft, body.step, { state: 'done', bestEpoch: body.bestEpoch, weightsHash: body.weightsHash });
      return true;
    case 'run/started':
    case 'run/stopped':
    case 'run/failed':
    case 'run/completed':
      draft.imagesLoading = null;
      return true;
    case 'run/paused':
    case 'run/resumed':
    case 'image/skipped':
    case 'log/written':
      return true;
  }
}

function changeStep(draft: Draft, step: number, change: Partial<StepDetail>): void {
  draft.steps = draft.steps.map((known) => (known.step === step ? { ...known, ...change } : known));
}

/** After a resume from a checkpoint batches come again: their points take the place of the old ones. */
function putPoint<Point extends LossPoint | AucPoint>(points: Point[], point: Point): void {
  while (points.length > 0 && (points.at(-1)?.x ?? -1) >= point.x) points.pop();
  points.push(point);
}

function putResult(results: TaskResult[], result: TaskResult): void {
  const index = results.findIndex(
    (known) => known.step === result.step && known.task === result.task && known.split === result.split,
  );
  if (index === -1) results.push(result);
  else results[index] = result;
}
