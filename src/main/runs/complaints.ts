/** Says what goes wrong in passes that come every second: once for as long as it stays the same. */
import type { Logger } from 'pino';
import { toAppError } from '../../shared/errors';
import { registryFailure } from '../files/write-failure';

export class Complaints {
  private readonly told = new Map<string, string>();

  /** `registryFile`: what is written at every pass. */
  constructor(
    private readonly log: Logger,
    private readonly registryFile: string,
  ) {}

  /** `about`: what is tried again at every pass. Numbers in a message, such as free bytes, make it no other one. */
  tell(about: string, error: unknown): void {
    const { code, message } = toAppError(registryFailure(this.registryFile, error));
    const kind = `${code} ${message.replace(/[\d.]+/g, '0')}`;
    if (this.told.get(about) === kind) return;
    this.told.set(about, kind);
    this.log.error({ error }, `${about}: ${message} It is tried again.`);
  }

  /** It went well again. */
  settle(about: string): void {
    if (this.told.delete(about)) this.log.warn(`${about}: it goes well again.`);
  }
}
