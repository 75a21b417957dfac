/** Changes bytes as disks, downloads and attackers do: flipped bits, ends cut off, lengths that lie, pieces of other files. */
import type { RandomStream } from '../../../src/shared/random';

type Change = (bytes: Buffer, random: RandomStream, others: readonly Buffer[]) => Buffer;

const changes: Readonly<Record<string, Change>> = {
  'bits flipped': (bytes, random) => {
    for (let flips = 1 + random.integer(8); flips > 0; flips -= 1) {
      const at = random.integer(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(8));
    }
    return bytes;
  },
  'cut off': (bytes, random) => bytes.subarray(0, random.integer(bytes.length)),
  'a length that lies': (bytes, random) => {
    const width = random.integer(2) === 0 ? 4 : 8;
    if (bytes.length < width) return bytes;
    // Lengths stand near the beginning, or in a directory at the end.
    const near = Math.min(256, bytes.length - width + 1);
    const at = random.integer(2) === 0 ? random.integer(near) : bytes.length - width - random.integer(near);
    bytes.fill([0x00, 0x7f, 0xff][random.integer(3)] ?? 0, at, at + width);
    return bytes;
  },
  'a decimal that lies': (bytes, random) => {
    const text = bytes.toString('latin1');
    const numbers = [...text.matchAll(/\d+/g)];
    const chosen = numbers[random.integer(Math.max(1, numbers.length))];
    if (chosen === undefined) return bytes.subarray(0, -1);
    const lie = ['-1', '0', '4294967296', '9007199254740993', '1e999', '99999999999999999999'][random.integer(6)] ?? '';
    const end = chosen.index + chosen[0].length;
    return Buffer.from(text.slice(0, chosen.index) + lie + text.slice(end), 'latin1');
  },
  'a piece of another file': (bytes, random, others) => {
    const other = others[random.integer(others.length)] ?? bytes;
    const from = random.integer(other.length);
    const piece = other.subarray(from, from + 1 + random.integer(4096));
    const at = random.integer(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + random.integer(2) * piece.length)]);
  },
  'a piece of itself again': (bytes, random) => {
    const from = random.integer(bytes.length);
    const piece = bytes.subarray(from, from + 1 + random.integer(1024));
    const at = random.integer(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), ...Array.from({ length: 40 }, () => piece), bytes.subarray(at)]);
  },
  'a hole of zeros': (bytes, random) => {
    const at = random.integer(bytes.length);
    return bytes.fill(0, at, Math.min(bytes.length, at + 1 + random.integer(512)));
  },
};

const kinds = Object.keys(changes);

export function mutated(
  original: Buffer,
  random: RandomStream,
  others: readonly Buffer[],
): { how: string; bytes: Buffer } {
  const how = kinds[random.integer(kinds.length)] ?? '';
  const bytes = changes[how]?.(Buffer.from(original), random, others) ?? original;
  return { how, bytes };
}
