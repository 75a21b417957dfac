/** Replicas that exchange numbers at a meeting point. */
import type { Replica } from '../../core/training/replica';
import type { MeetingPoint } from './meeting-point';
import type { TensorAccess } from './tensor-access';

export function sharedReplica(meeting: MeetingPoint, access: TensorAccess): Replica {
  const { rank, count } = meeting;
  return {
    rank,
    count,
    readsAtOnce: access.readsAtOnce,
    gather: (values) => gather(values, meeting),
    sum: async (tensors) => {
      const arrays = await access.read(tensors);
      sum(arrays, meeting, access);
      return access.write(tensors, arrays);
    },
  };
}

function gather(values: Float32Array, meeting: MeetingPoint): Float32Array[] {
  const { rank, count, chunkLength } = meeting;
  let gathered: Float32Array[] = [];
  let longest = 0;
  for (let from = 0; from === 0 || from < longest; from += chunkLength) {
    const chunks = meeting.nextChunks();
    const piece = values.subarray(from, from + chunkLength);
    chunks[rank]?.set(piece);
    meeting.setLength(values.length);
    meeting.wait(piece.length);
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
function sum(arrays: readonly Float32Array[], meeting: MeetingPoint, access: TensorAccess): void {
  const { rank, count, chunkLength } = meeting;
  for (const pieces of chunksOf(arrays, chunkLength)) {
    const chunks = meeting.nextChunks();
    const [own, first] = [chunks[rank], chunks[0]];
    if (!own || !first) throw new Error(`There is no replica ${rank} of ${count}.`);
    forPlaces(pieces, (piece, from) => own.set(piece, from));
    // The next chunk lies in the other half, so that nobody overwrites what others still read.
    meeting.wait(pieces.reduce((filled, piece) => filled + piece.length, 0));
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
