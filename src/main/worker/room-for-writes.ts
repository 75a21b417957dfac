/** Holds a training while the disk is full, and lets it go on when there is room. */
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NoRoom } from '../../shared/no-room';
import { freeBytesAt, NoRoomError } from '../files/write-failure';

export interface RoomOptions {
  /** Called once when the training begins to wait, and once when it goes on. */
  onHold(room: NoRoom): Promise<void>;
  onRoom(): Promise<void>;
  /** All along while it waits. */
  comeBy(): void;
  /** A person who stops the run does not want to wait for room. */
  isStopped(): boolean;
  readonly lookMs?: number;
}

export class RoomForWrites {
  private waiting = 0;
  private heldMs = 0;

  constructor(private readonly options: RoomOptions) {}

  /** Time spent waiting, which is no training time. */
  get heldSeconds(): number {
    return this.heldMs / 1000;
  }

  /** Repeats a write that leaves nothing when it fails, until there is room. Throws NoRoomError when the run is stopped meanwhile. */
  async keep<Result>(write: () => Promise<Result>): Promise<Result> {
    let isHeld = false;
    try {
      for (;;) {
        try {
          return await write();
        } catch (error) {
          if (!(error instanceof NoRoomError)) throw error;
          if (!isHeld) {
            isHeld = true;
            this.waiting += 1;
            if (this.waiting === 1) await this.options.onHold(error.room);
          }
          await this.waitFor(error);
        }
      }
    } finally {
      if (isHeld) {
        this.waiting -= 1;
        if (this.waiting === 0) await this.options.onRoom();
      }
    }
  }

  /** Until the disk says that it has room, or, as what it says is not all (quotas, reserved blocks), for a few looks. */
  private async waitFor(error: NoRoomError): Promise<void> {
    const { comeBy, isStopped, lookMs = 500 } = this.options;
    const { path, neededBytes } = error.room;
    const since = performance.now();
    try {
      for (let look = 1; look <= 10; look += 1) {
        if (isStopped()) throw error;
        await sleep(lookMs);
        comeBy();
        const free = freeBytesAt(dirname(path));
        if (free !== null && free > neededBytes) return;
      }
    } finally {
      if (this.waiting === 1) this.heldMs += performance.now() - since;
    }
  }
}
