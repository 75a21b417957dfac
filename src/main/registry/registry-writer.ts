/** Writes into the registry as soon as no other process does; until then this process goes on with everything else. */
import Database from 'better-sqlite3';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../shared/errors';
import { busyMs, type Sqlite } from './open-database';

/** Between two tries. Whoever has the lock for longer than a moment has it for many of these. */
const retryMs = 25;
/** A process that holds the lock for so long is stuck, or stopped in the middle. */
const usualLimitMs = 60_000;

export class RegistryWriter {
  private tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Sqlite,
    private readonly options: { readonly file: string; readonly limitMs?: number },
  ) {}

  /**
   * Does the work in one transaction and resolves to its result; writers take their turns in the order in which they came.
   * SQLite alone would wait for the lock too, but with this whole thread. The work is begun only once the lock is ours.
   * Throws AppError 'unavailable' where another process does not let go, 'cancelled' when the registry has been closed.
   */
  write<Result>(work: () => Result): Promise<Result> {
    const turn = this.tail.then(() => this.whenFree(work));
    this.tail = turn.catch(() => undefined);
    return turn;
  }

  private async whenFree<Result>(work: () => Result): Promise<Result> {
    const { file, limitMs = usualLimitMs } = this.options;
    for (const startedAt = Date.now(); ; await sleep(retryMs)) {
      if (!this.database.open)
        throw new AppError('cancelled', 'The workbench was closed before this could be written.');
      try {
        return this.now(work);
      } catch (error) {
        if (!isBusy(error)) throw error;
        if (Date.now() - startedAt < limitMs) continue;
        throw new AppError(
          'unavailable',
          `The registry "${file}" has been locked by another process for ${Math.round(limitMs / 1000)} seconds. ` +
            'Nothing was changed. End that process, or wait for it, and try again.',
          { cause: error },
        );
      }
    }
  }

  /** Throws at once where the lock is taken. Those who write without this class still wait for it. */
  private now<Result>(work: () => Result): Result {
    this.database.pragma('busy_timeout = 0');
    try {
      return this.database.transaction(work).immediate();
    } finally {
      this.database.pragma(`busy_timeout = ${busyMs}`);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}
