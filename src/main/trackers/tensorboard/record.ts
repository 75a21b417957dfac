/** TFRecord: length, masked checksum of the length, content, masked checksum of the content (tensorflow/core/lib/io/record_writer.h). */
import { crc32c } from './crc32c';

export function tfRecord(content: Uint8Array): Uint8Array {
  const record = Buffer.alloc(12 + content.length + 4);
  record.writeBigUInt64LE(BigInt(content.length), 0);
  record.writeUInt32LE(masked(crc32c(record.subarray(0, 8))), 8);
  record.set(content, 12);
  record.writeUInt32LE(masked(crc32c(content)), 12 + content.length);
  return record;
}

/** A checksum over bytes that hold their own checksum is weak, so it is turned and shifted. */
function masked(checksum: number): number {
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}
