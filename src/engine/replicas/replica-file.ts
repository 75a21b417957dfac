/**
 * A file in memory through which replicas in processes of their own exchange numbers, and the barrier at which they wait for
 * each other. Node cannot map memory into two processes; a file that never reaches a disk is read and written as fast as memory
 * is copied.
 */
import { closeSync, existsSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { lookMs, ReplicaFailed, usualChunkLength, type MeetingPoint } from './meeting-point';

export interface ReplicaFile {
  readonly path: string;
  readonly count: number;
  readonly chunkLength: number;
}

/**
 * Words of a replica's slot, which it alone writes but for `failed`. How many numbers it laid out and gives stands there for each
 * half: a fast replica writes those of the next round while a slow one still reads.
 */
const word = { generation: 0, failed: 1, filled: [2, 4], length: [3, 5] } as const;
/** A slot has a cache line for itself. */
const slotBytes = 64;
const wordBytes = 4;

/** Some tens of microseconds; after them a waiting replica sleeps in between. */
const looksBeforeSleep = 200;
const sleepMs = { least: 0.05, most: 5 } as const;
/** Of the time that it has waited, which so is hardly longer for it. */
const sleepShare = 0.02;

/** A folder whose files lie in memory, where the system has one. */
export function memoryFolder(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}

/** Makes the file; who made it removes it, which those that have it open do not mind. */
export function makeReplicaFile(path: string, count: number, chunkLength = usualChunkLength): ReplicaFile {
  const descriptor = openSync(path, 'wx+', 0o600);
  try {
    ftruncateSync(descriptor, valuesStart(count) + 2 * count * chunkLength * Float32Array.BYTES_PER_ELEMENT);
  } finally {
    closeSync(descriptor);
  }
  return { path, count, chunkLength };
}

/** One replica's access to the file. */
export class FileMeeting implements MeetingPoint {
  readonly count: number;
  readonly chunkLength: number;
  private readonly descriptor: number;
  /** All slots, as they were last seen. */
  private readonly slots: Int32Array;
  private readonly chunks: readonly Float32Array[];
  private readonly sleeper = new Int32Array(new SharedArrayBuffer(wordBytes));
  private half: 0 | 1 = 0;
  private generation = 0;
  private length = 0;

  constructor(
    file: ReplicaFile,
    readonly rank: number,
    /** The rank of a replica whose process is gone, or null; asked now and then while this one waits. */
    private readonly findDead: () => number | null = () => null,
  ) {
    this.count = file.count;
    this.chunkLength = file.chunkLength;
    this.descriptor = openSync(file.path, 'r+');
    this.slots = new Int32Array(valuesStart(file.count) / wordBytes);
    this.chunks = Array.from({ length: file.count }, () => new Float32Array(file.chunkLength));
  }

  nextChunks(): readonly Float32Array[] {
    this.half = this.half === 0 ? 1 : 0;
    return this.chunks;
  }

  setLength(length: number): void {
    this.length = length;
  }

  lengthOf(rank: number): number {
    return this.wordOf(rank, word.length[this.half]);
  }

  wait(filled: number): void {
    const own = this.chunks[this.rank];
    if (!own) throw new Error(`There is no replica ${this.rank} of ${this.count}.`);
    this.write(own.subarray(0, filled), this.placeOf(this.rank));
    this.write(Int32Array.of(filled, this.length), this.rank * slotBytes + word.filled[this.half] * wordBytes);
    // After the numbers: whoever sees it reads them.
    this.generation += 1;
    this.write(Int32Array.of(this.generation), this.rank * slotBytes);
    this.waitForAll();
    this.chunks.forEach((chunk, rank) => {
      if (rank !== this.rank)
        this.read(chunk.subarray(0, this.wordOf(rank, word.filled[this.half])), this.placeOf(rank));
    });
  }

  fail(rank = this.rank): void {
    this.look();
    if (this.failedRank() === null) this.write(Int32Array.of(1), rank * slotBytes + word.failed * wordBytes);
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private waitForAll(): void {
    const since = performance.now();
    let lookedAt = since;
    for (let looks = 0; ; looks++) {
      this.look();
      const failed = this.failedRank();
      if (failed !== null) throw new ReplicaFailed(failed);
      if (this.ranks().every((rank) => this.wordOf(rank, word.generation) >= this.generation)) return;
      if (looks < looksBeforeSleep) continue;
      const waited = performance.now() - since;
      Atomics.wait(this.sleeper, 0, 0, Math.min(sleepMs.most, Math.max(sleepMs.least, waited * sleepShare)));
      if (performance.now() - lookedAt < lookMs) continue;
      lookedAt = performance.now();
      const dead = this.findDead();
      if (dead !== null) this.fail(dead);
    }
  }

  private failedRank(): number | null {
    return this.ranks().find((rank) => this.wordOf(rank, word.failed) !== 0) ?? null;
  }

  private ranks(): number[] {
    return Array.from({ length: this.count }, (_, rank) => rank);
  }

  private wordOf(rank: number, place: number): number {
    return this.slots[(rank * slotBytes) / wordBytes + place] ?? 0;
  }

  private placeOf(rank: number): number {
    const chunk = this.half * this.count + rank;
    return valuesStart(this.count) + chunk * this.chunkLength * Float32Array.BYTES_PER_ELEMENT;
  }

  private look(): void {
    this.read(this.slots, 0);
  }

  private read(into: Int32Array | Float32Array, position: number): void {
    const done = readSync(this.descriptor, into, 0, into.byteLength, position);
    if (done < into.byteLength) throw new Error('The file of the replicas was cut short.');
  }

  private write(values: Int32Array | Float32Array, position: number): void {
    const done = writeSync(this.descriptor, values, 0, values.byteLength, position);
    if (done < values.byteLength) throw new Error(`There is no room left for the replicas in "${memoryFolder()}".`);
  }
}

function valuesStart(count: number): number {
  return count * slotBytes;
}
