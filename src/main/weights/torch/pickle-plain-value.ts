/** The opcodes of a pickle that are a value by themselves: numbers, texts, truth values and None. */
import type { ByteCursor } from './byte-cursor';
import { refusedCheckpoint } from './checkpoint-refusal';
import { opcode } from './pickle-opcodes';
import type { PickleKey } from './pickle-values';

/** The stream format's magic number has ten; seeds of random generators have more. */
const longestNumberBytes = 64;

/** The value whose opcode was just read; undefined where the opcode is of another kind. */
export function readPlainValue(code: number, cursor: ByteCursor): PickleKey | null | undefined {
  switch (code) {
    case opcode.none:
      return null;
    case opcode.newTrue:
      return true;
    case opcode.newFalse:
      return false;
    case opcode.binInt:
      return cursor.int32();
    case opcode.binInt1:
      return cursor.uint8();
    case opcode.binInt2:
      return cursor.uint16();
    case opcode.long1:
      return readWholeNumber(cursor, cursor.uint8());
    case opcode.long4:
      return readWholeNumber(cursor, cursor.uint32());
    case opcode.binFloat:
      return cursor.float64BigEndian();
    case opcode.binUnicode:
    case opcode.binString:
      return cursor.text(cursor.uint32());
    case opcode.shortBinString:
    case opcode.shortBinUnicode:
      return cursor.text(cursor.uint8());
    case opcode.binUnicode8:
      return cursor.text(cursor.uint64());
    default:
      return undefined;
  }
}

/** Two's complement, lowest byte first; a bigint only where a number would not be exact. */
function readWholeNumber(cursor: ByteCursor, length: number): number | bigint {
  if (length > longestNumberBytes) throw refusedCheckpoint(cursor.path, `it holds a whole number of ${length} bytes`);
  let magnitude = 0n;
  for (const byte of cursor.take(length).toReversed()) magnitude = magnitude * 256n + BigInt(byte);
  const value = BigInt.asIntN(length * 8, magnitude);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
