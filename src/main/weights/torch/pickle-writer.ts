/** Writes the pickle of a state_dict, protocol 2, with the few opcodes that PyTorch's own loader allows. */
import { AppError } from '../../../shared/errors';
import { opcode } from './pickle-opcodes';
import type { StorageType } from './storage-types';

/** What may stand beside the state_dict. Whole numbers become Python's int, others float. */
export type PlainValue =
  null | boolean | number | string | readonly PlainValue[] | { readonly [key: string]: PlainValue };

export interface PickledTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: StorageType;
  /** The name of its storage in the archive. */
  readonly key: string;
}

export interface PickledCheckpoint {
  readonly tensors: readonly PickledTensor[];
  /** Null for a bare state_dict. */
  readonly extra: Readonly<Record<string, PlainValue>> | null;
}

export const stateDictKey = 'state_dict';

/** The same bytes for the same checkpoint. Throws `bad-input` for a text that is not Unicode. */
export function writePickle({ tensors, extra }: PickledCheckpoint): Uint8Array {
  const out = new PickleBytes();
  out.bytes(opcode.protocol, 2);
  if (extra === null) writeStateDict(out, tensors);
  else {
    out.bytes(opcode.emptyDict, opcode.mark);
    out.text(stateDictKey);
    writeStateDict(out, tensors);
    for (const [key, value] of Object.entries(extra)) {
      out.text(key);
      writePlain(out, value);
    }
    out.bytes(opcode.setItems);
  }
  out.bytes(opcode.stop);
  return out.joined();
}

function writeStateDict(out: PickleBytes, tensors: readonly PickledTensor[]): void {
  writeOrderedDict(out);
  out.bytes(opcode.mark);
  for (const tensor of tensors) {
    out.text(tensor.name);
    writeTensor(out, tensor);
  }
  out.bytes(opcode.setItems);
}

function writeOrderedDict(out: PickleBytes): void {
  out.global('collections', 'OrderedDict');
  out.bytes(opcode.emptyTuple, opcode.reduce);
}

/** _rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks) */
function writeTensor(out: PickleBytes, { shape, type, key }: PickledTensor): void {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  out.global('torch._utils', '_rebuild_tensor_v2');
  out.bytes(opcode.mark);
  out.bytes(opcode.mark);
  out.text('storage');
  out.global('torch', type.className);
  out.text(key);
  out.text('cpu');
  out.wholeNumber(shape.reduce((product, length) => product * length, 1));
  out.bytes(opcode.tuple, opcode.binPersistentId);
  out.wholeNumber(0);
  for (const lengths of [shape, strides]) {
    out.bytes(opcode.mark);
    for (const length of lengths) out.wholeNumber(length);
    out.bytes(opcode.tuple);
  }
  out.bytes(opcode.newFalse);
  writeOrderedDict(out);
  out.bytes(opcode.tuple, opcode.reduce);
}

function writePlain(out: PickleBytes, value: PlainValue): void {
  if (value === null) out.bytes(opcode.none);
  else if (typeof value === 'boolean') out.bytes(value ? opcode.newTrue : opcode.newFalse);
  else if (typeof value === 'string') out.text(value);
  else if (typeof value === 'number') out.number(value);
  else if (isList(value)) {
    out.bytes(opcode.emptyList, opcode.mark);
    for (const item of value) writePlain(out, item);
    out.bytes(opcode.appends);
  } else {
    out.bytes(opcode.emptyDict, opcode.mark);
    for (const [key, item] of Object.entries(value)) {
      out.text(key);
      writePlain(out, item);
    }
    out.bytes(opcode.setItems);
  }
}

/** Array.isArray does not narrow a readonly array. */
function isList(value: readonly PlainValue[] | { readonly [key: string]: PlainValue }): value is readonly PlainValue[] {
  return Array.isArray(value);
}

class PickleBytes {
  readonly #parts: Buffer[] = [];

  bytes(...values: number[]): void {
    this.#parts.push(Buffer.from(values));
  }

  text(text: string): void {
    const encoded = Buffer.from(text, 'utf8');
    if (encoded.toString('utf8') !== text) {
      throw new AppError(
        'bad-input',
        `${JSON.stringify(text)} cannot be written: it is not Unicode. Choose another name.`,
      );
    }
    const head = Buffer.alloc(5);
    head[0] = opcode.binUnicode;
    head.writeUInt32LE(encoded.length, 1);
    this.#parts.push(head, encoded);
  }

  global(module: string, name: string): void {
    this.bytes(opcode.global);
    this.#parts.push(Buffer.from(`${module}\n${name}\n`, 'latin1'));
  }

  number(value: number): void {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) this.wholeNumber(value);
    else {
      const part = Buffer.alloc(9);
      part[0] = opcode.binFloat;
      part.writeDoubleBE(value, 1);
      this.#parts.push(part);
    }
  }

  wholeNumber(value: number): void {
    if (value >= 0 && value <= 0xff) return this.bytes(opcode.binInt1, value);
    const fits = value >= -0x80000000 && value <= 0x7fffffff;
    const part = Buffer.alloc(fits ? 5 : 10);
    if (fits) {
      part[0] = opcode.binInt;
      part.writeInt32LE(value, 1);
    } else {
      part.set([opcode.long1, 8]);
      part.writeBigInt64LE(BigInt(value), 2);
    }
    this.#parts.push(part);
  }

  joined(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}
