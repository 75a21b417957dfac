/** How a run's batches were shared when it was last started: to be resumed with the same bytes it has to be so again. */
import type { MicroBatchPlan } from '../../core/training/planning/plan-micro-batches';
import { EventDamage } from '../runs/event-damage';
import { EventTail } from '../runs/event-tail';

/** Out of the run's events; null where no start records it. */
export async function microBatchesBefore(eventsPath: string): Promise<MicroBatchPlan | null> {
  const tail = new EventTail(eventsPath, 0, { skipsPoints: true, damage: new EventDamage() });
  let plan: MicroBatchPlan | null = null;
  for (let events = await tail.read(); events.length > 0; events = await tail.read()) {
    for (const { body } of events) {
      if (body.type !== 'run/started') continue;
      plan = body.replicas === undefined ? null : { replicas: body.replicas, microBatches: body.microBatches ?? 1 };
    }
  }
  return plan;
}
