/** What a file holds, judged by its first bytes. */
import type { WeightsFormat } from '../../shared/weights';
import { CheckpointFile } from './torch/checkpoint-file';

const startBytes = 64;
const mostHeaderBytes = 100_000_000;

/** The first bytes of a file; throws for a pipe, a device and the like, which are not opened. */
export async function readStart(path: string): Promise<Uint8Array> {
  const file = await CheckpointFile.open(path);
  try {
    return await file.read(0, Math.min(startBytes, file.sizeBytes));
  } finally {
    await file.close();
  }
}

/** Null where they are of none. */
export function formatOfContent(start: Uint8Array): WeightsFormat | null {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const brace = 0x7b;
  if (start.length > 8 && start[8] === brace && view.getBigUint64(0, true) <= BigInt(mostHeaderBytes)) {
    return 'safetensors';
  }
  if (beginsWith(start, [0x50, 0x4b, 3, 4]) || isPickle(start)) return 'torch';
  const first = start.find((byte) => ![0x20, 0x09, 0x0a, 0x0d].includes(byte));
  return first === brace ? 'tfjs' : null;
}

/** Of protocols 2 to 5; older ones are read by no name. */
function isPickle(start: Uint8Array): boolean {
  return start[0] === 0x80 && [2, 3, 4, 5].includes(start[1] ?? 0);
}

const foreign: readonly (readonly [what: string, signature: readonly number[]])[] = [
  ['an HDF5 file, as Keras wrote them: save the weights as safetensors', [0x89, 0x48, 0x44, 0x46]],
  ['compressed with gzip: unpack it first', [0x1f, 0x8b]],
  ['compressed with xz: unpack it first', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['a web page, so that its download has failed: download it again', [...Buffer.from('<!DOCTYPE')]],
  ['a web page, so that its download has failed: download it again', [...Buffer.from('<html')]],
  ['a pointer of Git LFS to the file: run git lfs pull', [...Buffer.from('version https://git-lfs')]],
  ['a NumPy array', [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]],
  ['a GGUF file', [...Buffer.from('GGUF')]],
];

/** In words; null where it is not known. */
export function foreignContent(start: Uint8Array): string | null {
  if (start.length === 0) return 'empty';
  return foreign.find(([, signature]) => beginsWith(start, signature))?.[0] ?? null;
}

function beginsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, at) => bytes[at] === byte);
}
