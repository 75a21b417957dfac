/** When a run told of a batch, an epoch or a stage; where it told twice, the later time counts, as the later event does. */
import type { RunEvent } from '../../shared/event';

export class EventTimes {
  readonly #times = new Map<string, number>();
  #first: number | null = null;

  note({ time, body }: RunEvent): void {
    const timeMs = Date.parse(time);
    this.#first ??= timeMs;
    switch (body.type) {
      case 'batches/ended':
        this.#times.set(`${body.stage} ${body.epoch} ${body.batch}`, timeMs);
        return;
      case 'epoch/ended':
        this.#times.set(`${body.stage} ${body.epoch}`, timeMs);
        return;
      case 'stage/evaluated':
        this.#times.set(String(body.stage), timeMs);
        return;
      default:
        return;
    }
  }

  ofBatch({ stage, epoch, batch }: { stage: number; epoch: number; batch: number }): number {
    return this.#at(`${stage} ${epoch} ${batch}`);
  }

  ofEpoch({ stage, epoch }: { stage: number; epoch: number }): number {
    return this.#at(`${stage} ${epoch}`);
  }

  ofStage(stage: number): number {
    return this.#at(String(stage));
  }

  #at(key: string): number {
    return this.#times.get(key) ?? this.#first ?? 0;
  }
}
