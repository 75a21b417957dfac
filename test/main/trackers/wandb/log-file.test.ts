/** The frame of .wandb files, read back as LevelDB's log format says. */
import fc from 'fast-check';
import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { logFile } from '../../../../src/main/trackers/wandb/log-file';

const blockBytes = 32_768;

function recordsIn(bytes: Buffer): Buffer[] {
  expect(bytes.subarray(0, 4).toString('latin1')).toBe(':W&B');
  expect([bytes.readUInt16LE(4), bytes.readUInt8(6)]).toEqual([0xbee1, 0]);
  const records: Buffer[] = [];
  let pieces: Buffer[] = [];
  for (let at = 7; at < bytes.length;) {
    const left = blockBytes - (at % blockBytes);
    if (left < 7) {
      expect(bytes.subarray(at, at + left).every((byte) => byte === 0)).toBe(true);
      at += left;
      continue;
    }
    const [length, type] = [bytes.readUInt16LE(at + 4), bytes.readUInt8(at + 6)];
    expect(7 + length).toBeLessThanOrEqual(left);
    const piece = bytes.subarray(at + 7, at + 7 + length);
    expect(bytes.readUInt32LE(at)).toBe(crc32(Buffer.concat([Buffer.of(type), piece])));
    expect(pieces.length > 0).toBe(type === 3 || type === 4);
    pieces.push(piece);
    if (type === 1 || type === 4) {
      records.push(Buffer.concat(pieces));
      pieces = [];
    }
    at += 7 + length;
  }
  expect(pieces).toEqual([]);
  return records;
}

it('holds each record whole, over as many blocks as it takes', () => {
  const lengths = fc.array(fc.oneof(fc.nat(40), fc.integer({ min: 32_700, max: 32_790 }), fc.nat(100_000)), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(lengths, (all) => {
      const records = all.map((length, index) => Buffer.alloc(length, index + 1));
      expect(recordsIn(Buffer.concat(logFile(records)))).toEqual(records);
    }),
    { numRuns: 60 },
  );
});
