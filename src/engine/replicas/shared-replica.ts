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
    readsAtOnce: access.readsAtOnce,
    sum: async (tensors) => {
      const arrays = await access.read(tensors);
      sum(arrays, { memory, meeting, rank, access });
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

/** Every replica adds all ranks' values to its own arrays, in the order of the ranks: all get the same bits. */
function sum(
  arrays: readonly Float32Array[],
  { rank, memory, meeting, access }: Place & { access: TensorAccess },
): void {
  const { count, chunkLength } = memory;
  for (const pieces of chunksOf(arrays, chunkLength)) {
    const chunks = meeting.nextChunks();
    const [own, first] = [chunks[rank], chunks[0]];
    if (!own || !first) throw new Error(`There is no replica ${rank} of ${count}.`);
    forPlaces(pieces, (piece, from) => own.set(piece, from));
    // The next chunk lies in the other half, so that nobody overwrites what others still read.
    meeting.wait();
    forPlaces(pieces, (piece, from, to) => {
      if (rank > 0) piece.set(first.subarray(from, to));
      for (const other of chunks.slice(1)) access.accumulate(piece, other.subarray(from, to));
    });
  }
}

/** Visits the pieces of a chunk with the places in it where they lie. */
function forPlaces(
  pieces: readonly Float32Array[],
  visit: (piece: Float32Array, from: number, to: number) => void,
): void {
  let from = 0;
  for (const piece of pieces) {
    visit(piece, from, from + piece.length);
    from += piece.length;
  }
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
