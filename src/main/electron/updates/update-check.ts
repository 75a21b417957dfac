/** Looks once a day at most whether there is a newer version, and says so. Nothing is ever downloaded. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { AppError, toAppError } from '../../../shared/errors';
import type { UpdateStatus } from '../../../shared/settings';
import { writeJsonDurably } from '../../runs/durable-file';
import { readOptionalFile } from '../../runs/json-file';
import type { HostUpdates } from '../../workbench-api';
import { askNewestRelease, Release, type Fetch } from './newest-release';
import { isNewer } from './version-order';

export interface UpdateCheckOptions {
  /** The running version. */
  readonly version: string;
  readonly address: string;
  /** What was found is kept here, for every window and start of the same person. */
  readonly statePath: string;
  readonly log: Logger;
  readonly fetch: Fetch;
  /** In the person's own browser. */
  openPage(url: string): Promise<void>;
  /** Unless given, that of the machine. */
  readonly nowMs?: () => number;
}

const Found = z.object({ address: z.string(), askedAt: z.iso.datetime(), newest: Release.nullable() });
type Found = z.infer<typeof Found>;

const betweenAsksMs = 24 * 3_600_000;

export class UpdateCheck implements HostUpdates {
  private found: Found | null = null;
  private looking: Promise<void> | null = null;
  private readonly listeners: (() => void)[] = [];

  constructor(private readonly options: UpdateCheckOptions) {}

  status(): UpdateStatus {
    if (this.found === null) return { state: 'unknown', askedAt: null };
    const { askedAt, newest } = this.found;
    if (newest === null) return { state: 'unknown', askedAt };
    if (!isNewer(newest.version, this.options.version)) return { state: 'current', askedAt };
    return { state: 'newer', askedAt, version: newest.version };
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  async openPage(): Promise<void> {
    const newest = this.found?.newest ?? null;
    if (newest === null) throw new AppError('not-found', 'No newer version is known.');
    await this.options.openPage(newest.page);
  }

  /** Asks unless it was asked within a day. Never rejects: a failure stands in the log, and a day later it asks again. */
  look(): Promise<void> {
    this.looking ??= this.lookOnce()
      .catch((error: unknown) =>
        this.options.log.warn(
          { error: toAppError(error).toPayload() },
          'It is not known whether there is a newer version',
        ),
      )
      .finally(() => (this.looking = null));
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    const { address, fetch, nowMs = Date.now } = this.options;
    const kept = await this.readKept();
    // Another window, or an earlier start, may have asked.
    const sinceMs = kept === null ? Infinity : nowMs() - Date.parse(kept.askedAt);
    if (kept !== null && sinceMs >= 0 && sinceMs < betweenAsksMs) return this.take(kept);
    // Kept before it asks: without network, or with many starts, it would ask each time.
    const asked = { address, askedAt: new Date(nowMs()).toISOString(), newest: kept?.newest ?? null };
    await this.keep(asked);
    await this.keep({ ...asked, newest: await askNewestRelease(address, fetch) });
  }

  /** Null at the first look, after the address was changed, and where the file holds something else. */
  private async readKept(): Promise<Found | null> {
    const { address, statePath, log } = this.options;
    try {
      const kept = await readOptionalFile(Found, statePath);
      return kept?.address === address ? kept : null;
    } catch (error) {
      log.warn({ error: toAppError(error).toPayload() }, 'What was known of newer versions is lost; it is asked anew');
      return null;
    }
  }

  private async keep(found: Found): Promise<void> {
    await mkdir(dirname(this.options.statePath), { recursive: true });
    await writeJsonDurably(this.options.statePath, found);
    this.take(found);
  }

  private take(found: Found): void {
    const before = JSON.stringify(this.status());
    this.found = found;
    if (JSON.stringify(this.status()) !== before) for (const listener of this.listeners) listener();
  }
}
