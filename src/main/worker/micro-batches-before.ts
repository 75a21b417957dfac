/** How a run's batches were shared when it was last started: to be resumed with the same bytes it has to be so again. */
import type { MicroBatchPlan } from '../../core/training/planning/plan-micro-batches';
import { readWholeFile } from '../files/plain-file';
import { parseEventLine } from '../runs/event-line';

/** Out of the run's events; null where no start records it. */
export async function microBatchesBefore(eventsPath: string): Promise<MicroBatchPlan | null> {
  const lines = (await readWholeFile(eventsPath)).toString('utf8').trimEnd().split('\n');
  const start = lines.findLast((line) => line.includes('"run/started"'));
  if (start === undefined) return null;
  const { body } = parseEventLine(start, eventsPath);
  if (body.type !== 'run/started' || body.replicas === undefined) return null;
  return { replicas: body.replicas, microBatches: body.microBatches ?? 1 };
}
