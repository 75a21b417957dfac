/** What the run view shows: an answer, and the events that came after it, by the one reading that the registry has too. */
import type { RunEvent } from '../../shared/event';
import { readEvents } from '../../shared/reading/read-events';
import {
  factsIn,
  readingOf,
  standingIn,
  type ImagesLoading,
  type RunFacts,
  type RunReading,
} from '../../shared/reading/run-reading';
import { detailOf } from '../../shared/reading/run-summary';
import type { RunDetail, RunSummary } from '../../shared/run';

export interface LiveRun {
  readonly detail: RunDetail;
  /** While the worker reads a task's images; null once it trains. */
  readonly imagesLoading: ImagesLoading | null;
  /** What `detail` is made of. */
  readonly facts: RunFacts;
  readonly reading: RunReading;
}

export interface Applied {
  readonly live: LiveRun;
  /** True when an event is missing before one of these: the detail has to be fetched again. */
  readonly needsFetch: boolean;
}

export function startLive(detail: RunDetail, imagesLoading: ImagesLoading | null = null): LiveRun {
  return liveOf(factsIn(detail.summary), { ...readingOf(detail), imagesLoading });
}

/** Events up to `lastSequence` are ignored; at a gap nothing more is applied. */
export function applyEvents(live: LiveRun, events: readonly RunEvent[]): Applied {
  const { reading, hasGap } = readEvents(live.reading, events, live.facts);
  return { live: reading === live.reading ? live : liveOf(live.facts, reading), needsFetch: hasGap };
}

/** After a push: what a person changed, and states that no event carries, such as an interruption. */
export function withSummary({ reading }: LiveRun, summary: RunSummary): LiveRun {
  return liveOf(factsIn(summary), { ...reading, ...standingIn(summary) });
}

function liveOf(facts: RunFacts, reading: RunReading): LiveRun {
  return { facts, reading, detail: detailOf(facts, reading), imagesLoading: reading.imagesLoading };
}
