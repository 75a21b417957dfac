/**
 * registry-kept.json of the workspace: what no run folder tells and the registry alone would know, which is the list of
 * datasets and the order of the queue. Whoever changes them writes it; a registry that has lost them takes them from it.
 */
import { z } from 'zod';
import { writeJsonDurably } from '../runs/durable-file';
import { readOptionalFile } from '../runs/json-file';
import { DatasetName } from './dataset-table';
import type { Registry } from './registry';
import { SalvagedPlace } from './salvage';

const KeptFile = z.object({
  format: z.literal(1),
  datasets: z.array(DatasetName),
  queue: z.array(SalvagedPlace),
});
type KeptFile = z.infer<typeof KeptFile>;

export class KeptLists {
  private written: string | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly registry: Registry,
  ) {}

  /** Writes it where it says something else than the registry. */
  keep(): Promise<void> {
    const next = this.writing.then(() => this.keepNow());
    this.writing = next.catch(() => undefined);
    return next;
  }

  /** Adds what the registry lacks. Answers what that was, in sentences. Throws AppError 'damaged' that names the file. */
  async giveBack(): Promise<string[]> {
    const kept = await readOptionalFile(KeptFile, this.path);
    if (kept === null) return [];
    const { datasets, queue } = this.registry;
    const known = datasets.revisions();
    const lost = kept.datasets.filter(({ id }) => !known.has(id));
    for (const dataset of lost) {
      datasets.putSalvaged({ ...dataset, scannedAt: null, failed: 0, problems: '[]', tasks: [] });
    }
    const isOrderLost = kept.queue.length > 0 && queue.places().length === 0;
    if (isOrderLost) queue.putSalvaged(kept.queue);
    return [
      ...lost.map(
        ({ name }) =>
          `The dataset "${name}" was not in the registry any more. It is listed again and has to be scanned.`,
      ),
      ...(isOrderLost
        ? ['The order of the queue was not in the registry any more. It is as it was kept beside it.']
        : []),
    ];
  }

  private async keepNow(): Promise<void> {
    const file = this.present();
    const text = JSON.stringify(file);
    this.written ??= JSON.stringify(await this.readable());
    if (text === this.written) return;
    await writeJsonDurably(this.path, file);
    this.written = text;
  }

  private present(): KeptFile {
    const { datasets, queue } = this.registry;
    return {
      format: 1,
      datasets: datasets.listing(),
      queue: queue.places(),
    };
  }

  /** A damaged one is written anew. */
  private readable(): Promise<KeptFile | null> {
    return readOptionalFile(KeptFile, this.path).catch(() => null);
  }
}
