/** The memory that the replicas of a training share, and the barrier at which they wait for each other. */

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

/** 1 MiB a replica and half: it stays in the processor's cache. */
const usualChunkLength = 1 << 18;

/** Words of `state`; behind them one word a replica: how many numbers it gives. */
const place = { arrived: 0, generation: 1, failed: 2, lengths: 3 } as const;

/** Some tens of microseconds, about what falling asleep and waking up costs. */
const looksBeforeSleep = 5000;

/** How often a waiting thread looks whether the others are alive. */
const lookMs = 500;

export function makeReplicaMemory(count: number, chunkLength = usualChunkLength): ReplicaMemory {
  return {
    count,
    chunkLength,
    state: new SharedArrayBuffer((place.lengths + 2 * count) * Int32Array.BYTES_PER_ELEMENT),
    values: new SharedArrayBuffer(2 * count * chunkLength * Float32Array.BYTES_PER_ELEMENT),
  };
}

/** Thrown in the replicas that wait for one that has failed; what failed is that one's to tell. */
export class ReplicaFailed extends Error {
  override readonly name = 'ReplicaFailed';

  constructor(readonly rank: number) {
    super(`Replica ${rank} has failed.`);
  }
}

/** One replica's access to the shared memory. */
export class Meeting {
  private readonly state: Int32Array;
  private readonly halves: readonly (readonly Float32Array[])[];
  private half = 0;

  constructor(
    private readonly memory: ReplicaMemory,
    private readonly rank: number,
    /** The rank of a replica whose thread is gone, or null; asked now and then while this one waits. */
    private readonly findDead: () => number | null = () => null,
  ) {
    const { count, chunkLength } = memory;
    this.state = new Int32Array(memory.state);
    this.halves = [0, 1].map((half) =>
      Array.from({ length: count }, (_, place) => {
        const start = (half * count + place) * chunkLength * Float32Array.BYTES_PER_ELEMENT;
        return new Float32Array(memory.values, start, chunkLength);
      }),
    );
  }

  /** Where each replica lays out its next numbers, by rank. */
  nextChunks(): readonly Float32Array[] {
    this.half = 1 - this.half;
    return this.halves[this.half] ?? [];
  }

  /** Tells how many numbers this replica gives in the round that `nextChunks` began. */
  setLength(length: number): void {
    Atomics.store(this.state, this.lengthPlace(this.rank), length);
  }

  lengthOf(rank: number): number {
    return Atomics.load(this.state, this.lengthPlace(rank));
  }

  /** Returns when every replica has come here. Throws ReplicaFailed when one never will. */
  wait(): void {
    const generation = Atomics.load(this.state, place.generation);
    // After the generation was read: a failure that is told later changes it.
    this.refuseFailure();
    if (Atomics.add(this.state, place.arrived, 1) === this.memory.count - 1) {
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

  /** Wakes the others, which throw; the first failure counts. Called by a replica that ends early, or for it. */
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
    return place.lengths + this.half * this.memory.count + rank;
  }
}
