/** Assembles pickles byte by byte, also such as PyTorch would never write. */

export type Bytes = readonly number[];

export interface StorageParts {
  readonly type?: string;
  readonly key?: string;
  readonly count: number;
}

export interface TensorParts extends StorageParts {
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Opcodes are printable in part: ascii('(K') is MARK, BININT1. */
export const ascii = (text: string): Bytes => [...Buffer.from(text, 'latin1')];
export const protocol2: Bytes = [0x80, 2];

export function text(value: string): Bytes {
  const encoded = Buffer.from(value);
  return [...ascii('X'), ...uint32(encoded.length), ...encoded];
}

/** LONG1 of eight bytes, whatever the size. */
export function whole(value: number): Bytes {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return [0x8a, 8, ...bytes];
}

export function uint32(value: number): Bytes {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return [...bytes];
}

export const named = (module: string, name: string): Bytes => ascii(`c${module}\n${name}\n`);
export const tuple = (...items: Bytes[]): Bytes => [...ascii('('), ...items.flat(), ...ascii('t')];
export const call = (callee: Bytes, ...args: Bytes[]): Bytes => [...callee, ...tuple(...args), ...ascii('R')];
export const orderedDict: Bytes = call(named('collections', 'OrderedDict'));

export function dict(entries: Readonly<Record<string, Bytes>>): Bytes {
  const items = Object.entries(entries).flatMap(([key, value]) => [...text(key), ...value]);
  return [...ascii('}('), ...items, ...ascii('u')];
}

export function storage({ type = 'FloatStorage', key = '0', count }: StorageParts): Bytes {
  return [...tuple(text('storage'), named('torch', type), text(key), text('cpu'), whole(count)), ...ascii('Q')];
}

export function tensor({ offset = 0, shape, strides, ...stored }: TensorParts): Bytes {
  const rebuild = named('torch._utils', '_rebuild_tensor_v2');
  const lengths = (values: readonly number[]) => tuple(...values.map(whole));
  return call(rebuild, storage(stored), whole(offset), lengths(shape), lengths(strides), [0x89], orderedDict);
}

/** A whole pickle. */
export const pickle = (value: Bytes): Uint8Array => Uint8Array.from([...protocol2, ...value, ...ascii('.')]);
