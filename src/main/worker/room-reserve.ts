/** A few kibibytes that a worker keeps, so that on a full disk it can still say that it is full. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isNoRoom } from '../files/write-failure';
import { writeSynced } from '../runs/durable-file';

/** For some lines of events, what the registry makes of them, and worker.json. */
const reservedBytes = 128 * 1024;

export class RoomReserve {
  private readonly path: string;

  constructor(folder: string) {
    this.path = join(folder, 'room.reserve');
  }

  /** On a disk that is full already there is none. */
  async keep(): Promise<void> {
    await this.release();
    try {
      // No zeros, of which some file systems make nothing.
      await writeSynced(this.path, Buffer.alloc(reservedBytes, 'reserved for a full disk\n'));
    } catch (error) {
      if (!isNoRoom(error)) throw error;
      await this.release();
    }
  }

  async release(): Promise<void> {
    await rm(this.path, { force: true });
  }
}
