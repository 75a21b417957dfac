/** Heavy calls take turns: a few at once, one at a time for each page, so that no page keeps the others waiting. */
import type { CallName } from '../../shared/contract';
import { AppError } from '../../shared/errors';
import type { Page } from '../workbench-api';

/** Of calls outside the registry, those that take a while too: scores of a whole task, or an image scored many times. */
const heavyCalls: ReadonlySet<CallName> = new Set([
  ...(['images/list', 'images/thresholds', 'images/forgotten', 'images/traces'] as const),
  ...(['images/saliency', 'images/score'] as const),
]);

export function isHeavy(name: CallName): boolean {
  return heavyCalls.has(name);
}

interface Waiting {
  readonly page: Page | null;
  go(): void;
}

export class Turns {
  private readonly waiting: Waiting[] = [];
  private readonly served = new Set<Page>();
  private running = 0;

  /** @param atOnce how many calls of all pages together */
  constructor(private readonly atOnce: number) {}

  /** Of no page: in their order with all others. Rejects with 'cancelled' when the page goes before its turn comes. */
  async take<Result>(page: Page | null, work: () => Promise<Result>): Promise<Result> {
    await this.turn(page);
    try {
      return await work();
    } finally {
      this.running -= 1;
      if (page !== null) this.served.delete(page);
      this.next();
    }
  }

  private turn(page: Page | null): Promise<void> {
    return new Promise((resolve, reject) => {
      if (page?.gone.aborted === true) return reject(pageIsGone());
      const entry: Waiting = {
        page,
        go: () => {
          page?.gone.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        reject(pageIsGone());
      };
      page?.gone.addEventListener('abort', leave, { once: true });
      this.waiting.push(entry);
      this.next();
    });
  }

  private next(): void {
    while (this.running < this.atOnce) {
      const index = this.waiting.findIndex(({ page }) => page === null || !this.served.has(page));
      const [entry] = index < 0 ? [] : this.waiting.splice(index, 1);
      if (entry === undefined) return;
      this.running += 1;
      if (entry.page !== null) this.served.add(entry.page);
      entry.go();
    }
  }
}

function pageIsGone(): AppError {
  return new AppError('cancelled', 'The page that asked for it is gone.');
}
