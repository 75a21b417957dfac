/** Memory that large images share: each waits until there is room for it, in whichever thread it is decoded. */

/** Of decoded pixels at a time, in all threads of one work. */
const roomMib = 512;

export class MemoryRoom {
  private readonly used: Int32Array;

  /** The MiB in use stand at `place` of the shared counters. */
  constructor(
    counters: SharedArrayBuffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
    private readonly place = 0,
  ) {
    this.used = new Int32Array(counters);
  }

  /** Runs `work` once there is room for so many bytes; more than all of the room takes the whole. */
  async hold<Result>(bytes: number, work: () => Promise<Result>): Promise<Result> {
    const mib = Math.min(roomMib, Math.max(1, Math.ceil(bytes / 1024 ** 2)));
    for (let used = this.inUse(); !this.take(used, mib); used = this.inUse()) {
      if (used + mib <= roomMib) continue;
      const waited = Atomics.waitAsync(this.used, this.place, used);
      if (waited.async) await waited.value;
    }
    try {
      return await work();
    } finally {
      Atomics.sub(this.used, this.place, mib);
      Atomics.notify(this.used, this.place);
    }
  }

  private inUse(): number {
    return Atomics.load(this.used, this.place);
  }

  private take(used: number, mib: number): boolean {
    return used + mib <= roomMib && Atomics.compareExchange(this.used, this.place, used, used + mib) === used;
  }
}
