/** How a run's batches were shared when it was last started: to be resumed with the same bytes it has to be so again. */
import { readFile } from 'node:fs/promises';
import type { MicroBatchPlan } from '../../core/training/planning/plan-micro-batches';
import { parseEventLine } from '../runs/event-line';

/** Out of the run's events; null where no start records it. */
export async function microBatchesBefore(eventsPath: string): Promise<MicroBatchPlan | null> {
  const lines = (await readFile(eventsPath, 'utf8')).trimEnd().split('\n');
  const start = lines.findLast((line) => line.includes('"run/started"'));
  if (start === undefined) return null;
  const { body } = parseEventLine(start, eventsPath);
  if (body.type !== 'run/started' || body.replicas === undefined) return null;
  return { replicas: body.replicas, microBatches: body.microBatches ?? 1 };
}
