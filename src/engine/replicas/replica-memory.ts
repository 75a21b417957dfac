/** The memory that replicas in threads share, and the barrier at which they wait for each other. */
import { lookMs, ReplicaFailed, usualChunkLength, type MeetingPoint } from './meeting-point';

/** What every thread is given; nothing of it is copied. */
export interface ReplicaMemory {
  readonly count: number;
  /** Numbers that a replica can lay out at once. */
  readonly chunkLength: number;
  /** Int32: see `place`. */
  readonly state: SharedArrayBuffer;
  /** Float32 [2, count, chunkLength]: two halves in turn, so that one barrier parts the writing from the reading. */
  readonly values: SharedArrayBuffer;
}

/** Words of `state`; behind them one word a replica: how many numbers it gives. */
const place = { arrived: 0, generation: 1, failed: 2, lengths: 3 } as const;

/** Some tens of microseconds, about what falling asleep and waking up costs. */
const looksBeforeSleep = 5000;

export function makeReplicaMemory(count: number, chunkLength = usualChunkLength): ReplicaMemory {
  return {
    count,
    chunkLength,
    state: new SharedArrayBuffer((place.lengths + 2 * count) * Int32Array.BYTES_PER_ELEMENT),
    values: new SharedArrayBuffer(2 * count * chunkLength * Float32Array.BYTES_PER_ELEMENT),
  };
}

/** One replica's access to the shared memory. */
export class Meeting implements MeetingPoint {
  private readonly state: Int32Array;
  private readonly halves: readonly (readonly Float32Array[])[];
  private half = 0;
  readonly count: number;
  readonly chunkLength: number;

  constructor(
    memory: ReplicaMemory,
    readonly rank: number,
    /** The rank of a replica whose thread is gone, or null; asked now and then while this one waits. */
    private readonly findDead: () => number | null = () => null,
  ) {
    const { count, chunkLength } = memory;
    this.count = count;
    this.chunkLength = chunkLength;
    this.state = new Int32Array(memory.state);
    this.halves = [0, 1].map((half) =>
      Array.from({ length: count }, (_, place) => {
        const start = (half * count + place) * chunkLength * Float32Array.BYTES_PER_ELEMENT;
        return new Float32Array(memory.values, start, chunkLength);
      }),
    );
  }

  nextChunks(): readonly Float32Array[] {
    this.half = 1 - this.half;
    return this.halves[this.half] ?? [];
  }

  setLength(length: number): void {
    Atomics.store(this.state, this.lengthPlace(this.rank), length);
  }

  lengthOf(rank: number): number {
    return Atomics.load(this.state, this.lengthPlace(rank));
  }

  wait(): void {
    const generation = Atomics.load(this.state, place.generation);
    // After the generation was read: a failure that is told later changes it.
    this.refuseFailure();
    if (Atomics.add(this.state, place.arrived, 1) === this.count - 1) {
      Atomics.store(this.state, place.arrived, 0);
      this.wakeAll();
      return;
    }
    // Replicas come close behind each other: most waits end before a thread could fall asleep and be woken.
    for (let look = 0; look < looksBeforeSleep; look++) {
      if (Atomics.load(this.state, place.generation) !== generation) break;
    }
    while (Atomics.load(this.state, place.generation) === generation) {
      const answer = Atomics.wait(this.state, place.generation, generation, lookMs);
      if (answer === 'timed-out') this.reportDead();
    }
    this.refuseFailure();
  }

  fail(rank = this.rank): void {
    Atomics.compareExchange(this.state, place.failed, 0, rank + 1);
    this.wakeAll();
  }

  private wakeAll(): void {
    Atomics.add(this.state, place.generation, 1);
    Atomics.notify(this.state, place.generation);
  }

  private reportDead(): void {
    const dead = this.findDead();
    if (dead !== null) this.fail(dead);
  }

  private refuseFailure(): void {
    const failed = Atomics.load(this.state, place.failed);
    if (failed !== 0) throw new ReplicaFailed(failed - 1);
  }

  private lengthPlace(rank: number): number {
    return place.lengths + this.half * this.count + rank;
  }
}
