/** Writes protocol buffers: what of their encoding graphs, models and trackers' files need (protobuf.dev/programming-guides/encoding). */

const [varintType, doubleType, bytesType, floatType] = [0, 1, 2, 5];

export class ProtobufMessage {
  private readonly parts: Uint8Array[] = [];
  private length = 0;

  /** Integers, enumerations and truth values. */
  int(field: number, value: number | bigint): this {
    return this.key(field, varintType).add(varint(BigInt(value)));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.key(field, floatType).add(bytes);
  }

  double(field: number, value: number): this {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    return this.key(field, doubleType).add(bytes);
  }

  bytes(field: number, value: Uint8Array): this {
    return this.key(field, bytesType)
      .add(varint(BigInt(value.length)))
      .add(value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: ProtobufMessage): this {
    this.key(field, bytesType).add(varint(BigInt(value.length)));
    for (const part of value.parts) this.add(part);
    return this;
  }

  /** Copies every part once, however deep messages lie in each other. */
  finish(): Uint8Array {
    const bytes = new Uint8Array(this.length);
    let position = 0;
    for (const part of this.parts) {
      bytes.set(part, position);
      position += part.length;
    }
    return bytes;
  }

  private key(field: number, type: number): this {
    return this.add(varint(BigInt(8 * field + type)));
  }

  private add(bytes: Uint8Array): this {
    this.parts.push(bytes);
    this.length += bytes.length;
    return this;
  }
}

/** Seven bits a byte, the lowest first; negative numbers as 64 bits. */
function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, value);
  while (left >= 0x80n) {
    bytes.push(Number(left & 0x7fn) | 0x80);
    left >>= 7n;
  }
  return Uint8Array.from([...bytes, Number(left)]);
}
