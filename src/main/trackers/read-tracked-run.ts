/** Reads a run for the trackers from its folder: every event, where the registry keeps fewer points. */
import { readEvents } from '../../shared/reading/read-events';
import { factsIn, nothingOutdated, standingIn, unreadStages, type RunReading } from '../../shared/reading/run-reading';
import { summaryOf } from '../../shared/reading/run-summary';
import type { RunSummary } from '../../shared/run';
import { EventDamage } from '../runs/event-damage';
import { EventTail } from '../runs/event-tail';
import { RunFolder } from '../runs/run-folder';
import { EventTimes } from './event-times';
import { trackedRun, type TrackedRun } from './tracked-run';

/** State and end stay those of `known`: no event tells of an interruption. Throws AppError 'damaged', which names the file. */
export async function readTrackedRun(known: RunSummary): Promise<TrackedRun> {
  const folder = new RunFolder(known.folder);
  const file = await folder.readRun();
  const facts = factsIn(known);
  const times = new EventTimes();
  const tail = new EventTail(folder.eventsPath, 0, { damage: new EventDamage() });
  let reading: RunReading = {
    ...standingIn(known),
    ...{ lastSequence: 0, processId: null, imagesLoading: null, outdated: nothingOutdated },
    ...{ stages: unreadStages(facts), results: [], lossPoints: [], epochs: [] },
  };
  for (let events = await tail.read(); events.length > 0; events = await tail.read()) {
    for (const event of events) times.note(event);
    ({ reading } = readEvents(reading, events, { ...facts, acceptsGaps: true }));
  }
  const { state, endedAt, error } = known;
  return trackedRun({ summary: summaryOf(facts, { ...reading, state, endedAt, error }), file }, reading, times);
}
