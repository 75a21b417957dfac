/** Plain data with typed arrays as bytes and back, for both transports (ipc and websocket). */
import { z } from 'zod';
import { AppError } from './errors';

/**
 * Layout: magic number, length of the JSON part (both uint32), the JSON part, then the arrays' values, each starting at
 * a multiple of eight. Numbers are little-endian, as is every machine that browsers and Node run on.
 * Inside the JSON part `{ "$": ... }` stands for what JSON does not have; a key `$` of the data is doubled.
 */
const magic = 0x31644357; // "WCd1"
const prefixBytes = 8;
const alignment = 8;
/** Deeper than any of our payloads; keeps a cycle, or a hostile message, from filling the stack. */
const maximumDepth = 100;
const tag = '$';

const arrayTypes = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
} as const;
type ArrayTypeName = keyof typeof arrayTypes;
type NumberArray = InstanceType<(typeof arrayTypes)[ArrayTypeName]>;

const Envelope = z.object({
  value: z.unknown(),
  arrays: z.array(
    z.object({
      type: z.enum(Object.keys(arrayTypes) as [ArrayTypeName, ...ArrayTypeName[]]),
      length: z.number().int().min(0),
    }),
  ),
});
const Special = z.union([
  z.object({ [tag]: z.object({ array: z.number().int().min(0) }) }),
  z.object({ [tag]: z.enum(['NaN', 'Infinity', '-Infinity', '-0']) }),
]);

/**
 * Takes null, booleans, texts, numbers (NaN, the infinities and -0 are kept), typed arrays, lists and plain objects.
 * A property that is undefined is left out. Throws `bad-input`, naming the place, for everything else.
 */
export function encode(value: unknown): Uint8Array<ArrayBuffer> {
  const arrays: NumberArray[] = [];
  const json = JSON.stringify({
    value: toPlain(value, { arrays, place: [] }),
    arrays: arrays.map((array) => ({ type: arrayTypeOf(array), length: array.length })),
  });
  const jsonBytes = new TextEncoder().encode(json);
  const starts: number[] = [];
  let end = prefixBytes + jsonBytes.length;
  for (const array of arrays) {
    const start = aligned(end);
    starts.push(start);
    end = start + array.byteLength;
  }
  const bytes = new Uint8Array(end);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, jsonBytes.length, true);
  bytes.set(jsonBytes, prefixBytes);
  arrays.forEach((array, index) => {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), starts[index]);
  });
  return bytes;
}

/** What a message may hold at most, so that reading a hostile one takes neither long nor much memory. */
export interface MessageBounds {
  /** Of the JSON part. */
  readonly jsonBytes: number;
  /** Texts, numbers, lists and objects in it. */
  readonly values: number;
}

const noBounds: MessageBounds = { jsonBytes: Infinity, values: Infinity };

/** The value that `encode` was given; its arrays have memory of their own. Throws `bad-input` for other bytes, and for more than the bounds. */
export function decode(bytes: Uint8Array, bounds = noBounds): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < prefixBytes || view.getUint32(0, true) !== magic) throw malformed('it does not start as one');
  const jsonEnd = prefixBytes + view.getUint32(4, true);
  if (jsonEnd > bytes.length) throw malformed('it is cut off');
  if (jsonEnd - prefixBytes > bounds.jsonBytes) throw malformed('it is too long');
  let end = jsonEnd;
  const envelope = parseEnvelope(bytes.subarray(prefixBytes, jsonEnd));
  if (envelope.arrays.length > bounds.values) throw malformed('it holds too many arrays');
  const arrays = envelope.arrays.map(({ type, length }) => {
    const start = aligned(end);
    end = start + length * arrayTypes[type].BYTES_PER_ELEMENT;
    if (end > bytes.length) throw malformed('it is cut off within an array');
    return new arrayTypes[type](copyOf(bytes.subarray(start, end)).buffer);
  });
  if (end !== bytes.length) throw malformed('bytes are left over');
  return fromPlain({ value: envelope.value, arrays, depth: 0, left: { values: bounds.values } });
}

/** Where in the value it is, as keys and indices: put into words only when something has to be refused. */
interface Going {
  readonly arrays: NumberArray[];
  readonly place: (string | number)[];
}

function toPlain(value: unknown, at: Going): unknown {
  if (at.place.length > maximumDepth) {
    throw new AppError('bad-input', `The value at ${placeText(at)} is nested too deeply to be sent.`);
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return numberToPlain(value);
  if (Array.isArray(value)) return Array.from(value, (item: unknown, index) => itemToPlain(index, item, at));
  if (isNumberArray(value)) return { [tag]: { array: at.arrays.push(value) - 1 } };
  if (typeof value !== 'object' || !isPlainObject(value)) {
    const kind = typeof value === 'object' ? value.constructor.name : typeof value;
    const what = `The value at ${placeText(at)} is a ${kind}; plain data and typed arrays can be sent.`;
    throw new AppError('bad-input', what);
  }
  const plain = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(plain.map(([key, item]) => [escapeKey(key), itemToPlain(key, item, at)]));
}

function itemToPlain(key: string | number, item: unknown, at: Going): unknown {
  at.place.push(key);
  const plain = toPlain(item, at);
  at.place.pop();
  return plain;
}

function placeText({ place }: Going): string {
  return `the message${place.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')}`;
}

interface PlainPlace {
  readonly value: unknown;
  readonly arrays: NumberArray[];
  readonly depth: number;
  /** Of the whole message. */
  readonly left: { values: number };
}

function fromPlain({ value, arrays, depth, left }: PlainPlace): unknown {
  left.values -= 1;
  if (left.values < 0) throw malformed('it holds too many values');
  if (depth > maximumDepth) throw malformed('it is nested too deeply');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((item: unknown) => fromPlain({ value: item, arrays, depth: depth + 1, left }));
  if (Object.hasOwn(value, tag)) return specialOf(value, arrays);
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    // An assignment to this key would replace the object's prototype.
    if (key === '__proto__') throw malformed('it has a key "__proto__"');
    result[unescapeKey(key)] = fromPlain({ value: item, arrays, depth: depth + 1, left });
  }
  return result;
}

function specialOf(value: object, arrays: readonly NumberArray[]): unknown {
  const special = Special.safeParse(value);
  if (!special.success) throw malformed('it has an unknown kind of value');
  const content = special.data[tag];
  if (typeof content === 'string') return Number(content);
  const array = arrays[content.array];
  if (array === undefined) throw malformed('it names an array that it does not hold');
  return array;
}

/** Not `slice`: that of Node's Buffer shows the same memory. */
function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

function parseEnvelope(bytes: Uint8Array): z.infer<typeof Envelope> {
  try {
    return Envelope.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw malformed('its text is damaged', cause);
  }
}

function numberToPlain(value: number): unknown {
  if (Object.is(value, -0)) return { [tag]: '-0' };
  return Number.isFinite(value) ? value : { [tag]: String(value) };
}

function isNumberArray(value: unknown): value is NumberArray {
  return Object.values(arrayTypes).some((type) => value instanceof type);
}

function arrayTypeOf(array: NumberArray): string {
  // Node's Buffer, a Uint8Array of another name, crosses as what it is.
  return array instanceof Uint8Array ? 'Uint8Array' : array.constructor.name;
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // An object from another realm (a worker, a context) has a prototype of its own whose prototype is null.
  return prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null);
}

function escapeKey(key: string): string {
  return key.startsWith(tag) ? tag + key : key;
}

function unescapeKey(key: string): string {
  return key.startsWith(tag) ? key.slice(tag.length) : key;
}

function aligned(offset: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

function malformed(what: string, cause?: unknown): AppError {
  return new AppError('bad-input', `A message could not be read: ${what}. Reload, so that both sides are the same.`, {
    cause,
  });
}
