/** Replicas in threads of one process: they exchange numbers through shared memory. */
import type { Replica } from '../../core/training/replica';
import type { Meeting, ReplicaMemory } from './replica-memory';
import type { TensorAccess } from './tensor-access';

export interface SharedReplicaOptions {
  readonly rank: number;
  readonly memory: ReplicaMemory;
  readonly meeting: Meeting;
  readonly access: TensorAccess;
}

export function sharedReplica({ rank, memory, meeting, access }: SharedReplicaOptions): Replica {
  const { count } = memory;
  return {
    rank,
    count,
    gather: (values) => gather(values, { memory, meeting, rank }),
    sum: (tensors) => {
      const arrays = access.read(tensors);
      sum(arrays, { memory, meeting, rank });
      return access.write(tensors, arrays);
    },
  };
}

interface Place {
  readonly rank: number;
  readonly memory: ReplicaMemory;
  readonly meeting: Meeting;
}

function gather(values: Float32Array, { rank, memory, meeting }: Place): Float32Array[] {
  const { count, chunkLength } = memory;
  let gathered: Float32Array[] = [];
  let longest = 0;
  for (let from = 0; from === 0 || from < longest; from += chunkLength) {
    const chunks = meeting.nextChunks();
    chunks[rank]?.set(values.subarray(from, from + chunkLength));
    meeting.setLength(values.length);
    meeting.wait();
    if (from === 0) {
      gathered = Array.from({ length: count }, (_, other) => new Float32Array(meeting.lengthOf(other)));
      longest = Math.max(...gathered.map(({ length }) => length));
    }
    gathered.forEach((all, other) => {
      const chunk = chunks[other]?.subarray(0, Math.max(0, all.length - from));
      if (chunk && from < all.length) all.set(chunk, from);
    });
  }
  return gathered;
}

/** Every replica adds up its share of a chunk over all ranks, in their order; then all take the whole chunk. */
function sum(arrays: readonly Float32Array[], { rank, memory, meeting }: Place): void {
  const { count, chunkLength } = memory;
  for (const pieces of chunksOf(arrays, chunkLength)) {
    const chunks = meeting.nextChunks();
    const own = chunks[rank];
    const [first, ...others] = chunks;
    if (!own || !first) throw new Error(`There is no replica ${rank} of ${count}.`);
    let filled = 0;
    for (const piece of pieces) {
      own.set(piece, filled);
      filled += piece.length;
    }
    meeting.wait();
    const from = Math.floor((filled * rank) / count);
    const to = Math.floor((filled * (rank + 1)) / count);
    for (const other of others) addRange(first, other, { from, to });
    meeting.wait();
    let taken = 0;
    for (const piece of pieces) {
      piece.set(first.subarray(taken, taken + piece.length));
      taken += piece.length;
    }
  }
}

function addRange(sums: Float32Array, values: Float32Array, { from, to }: { from: number; to: number }): void {
  for (let index = from; index < to; index++) sums[index] = (sums[index] ?? 0) + (values[index] ?? 0);
}

/** The arrays one after the other, cut into chunks; each is a list of views. */
function* chunksOf(arrays: readonly Float32Array[], length: number): Generator<Float32Array[]> {
  let pieces: Float32Array[] = [];
  let filled = 0;
  for (const array of arrays) {
    for (let at = 0; at < array.length;) {
      const piece = array.subarray(at, at + length - filled);
      pieces.push(piece);
      filled += piece.length;
      at += piece.length;
      if (filled < length) continue;
      yield pieces;
      pieces = [];
      filled = 0;
    }
  }
  if (filled > 0) yield pieces;
}
