/** How a run's batches were shared when it was last started: to be resumed with the same bytes it has to be so again. */
import type { MicroBatchPlan } from '../../core/training/planning/plan-micro-batches';
import { readWholeFile } from '../files/plain-file';
import { EventDamage } from '../runs/event-damage';
import { eventsIn } from '../runs/event-line';

/** Out of the run's events; null where no start records it. */
export async function microBatchesBefore(eventsPath: string): Promise<MicroBatchPlan | null> {
  const lines = (await readWholeFile(eventsPath)).toString('utf8').trimEnd().split('\n');
  const starts = Buffer.from(lines.filter((line) => line.includes('"run/started"')).join('\n'));
  const damage = new EventDamage();
  const body = eventsIn(starts, eventsPath, { damage }).at(-1)?.body;
  if (body?.type !== 'run/started' || body.replicas === undefined) return null;
  return { replicas: body.replicas, microBatches: body.microBatches ?? 1 };
}
