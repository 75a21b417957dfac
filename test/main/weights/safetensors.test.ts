import { endianness } from 'node:os';
/** The safetensors format: bytes that round-trip, and every way in which a file can be damaged. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NamedTensor } from '../../../src/core/weights/weights';
import { decodeSafetensors, encodeSafetensors, safetensorsPieces } from '../../../src/main/weights/safetensors';
import { weightsHash } from '../../../src/main/weights/weights-hash';
import { AppError } from '../../../src/shared/errors';

const kernel: NamedTensor = {
  name: 'conv1/kernel',
  shape: [2, 3],
  data: new Float32Array([1, -2, 3.5, 0, NaN, 1e-38]),
};
const bias: NamedTensor = { name: 'conv1/bias', shape: [], data: new Float32Array([7]) };

/** A safetensors file with this header, whatever it says, and so many bytes of values. */
function file(header: unknown, valueBytes: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + valueBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

function refusal(bytes: Uint8Array): AppError {
  try {
    decodeSafetensors(bytes, '/weights/best.safetensors');
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('The file was read, though it is damaged.');
}

const f32 = (shape: number[], begin: number, end: number) => ({ dtype: 'F32', shape, data_offsets: [begin, end] });

describe('safetensors', () => {
  it('reads back names, shapes, order, values and metadata', () => {
    const read = decodeSafetensors(encodeSafetensors([kernel, bias], { network: 'small-cnn' }), 'a');
    expect(read.tensors).toEqual([kernel, bias]);
    expect(read.metadata).toEqual({ network: 'small-cnn' });
  });

  it('gives the values in pieces that lie where the tensors do', () => {
    const [header, ...values] = safetensorsPieces([kernel, bias], { network: 'small-cnn' });
    const bytes = encodeSafetensors([kernel, bias], { network: 'small-cnn' });
    expect(new Uint8Array(Buffer.concat([header ?? new Uint8Array(), ...values]))).toEqual(bytes);
    if (endianness() === 'LE')
      expect(values.map(({ buffer }) => buffer)).toEqual([kernel.data.buffer, bias.data.buffer]);
  });

  it('has a header of the documented layout, padded to eight bytes', () => {
    const bytes = encodeSafetensors([bias], {});
    const json = '{"conv1/bias":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}';
    const padded = Math.ceil(json.length / 8) * 8;
    expect(new DataView(bytes.buffer).getBigUint64(0, true)).toBe(BigInt(padded));
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + padded))).toBe(json.padEnd(padded));
    expect([...bytes.subarray(8 + padded)]).toEqual([0, 0, 0xe0, 0x40]); // 7 as little-endian float32
  });

  it('gives the same bytes whatever order the metadata come in', () => {
    expect(encodeSafetensors([kernel], { a: '1', b: '2' })).toEqual(encodeSafetensors([kernel], { b: '2', a: '1' }));
  });

  it('round-trips any tensors, also names that look like indexes', () => {
    const tensor = fc.tuple(fc.string({ minLength: 1 }), fc.array(fc.float(), { maxLength: 9 }));
    fc.assert(
      fc.property(fc.uniqueArray(tensor, { selector: ([name]) => name, maxLength: 6 }), (pairs) => {
        const named = pairs.filter(([name]) => name !== '__proto__' && name !== '__metadata__');
        const tensors = named.map(([name, values]) => ({
          name,
          shape: [values.length],
          data: new Float32Array(values),
        }));
        const read = decodeSafetensors(encodeSafetensors(tensors, {}), 'a').tensors;
        expect(new Map(read.map((one) => [one.name, one]))).toEqual(new Map(tensors.map((one) => [one.name, one])));
      }),
    );
  });

  it('reads from bytes that do not start at a multiple of four, and from the Buffer that a file is read into', () => {
    const bytes = encodeSafetensors([kernel], {});
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(decodeSafetensors(shifted.subarray(1), 'a').tensors).toEqual([kernel]);
    expect(decodeSafetensors(Buffer.from(shifted).subarray(1), 'a').tensors).toEqual([kernel]);
  });

  it('refuses to write two tensors of one name, a reserved name and a shape that does not fit', () => {
    expect(() => encodeSafetensors([bias, bias], {})).toThrow('"conv1/bias" cannot be written');
    expect(() => encodeSafetensors([{ ...bias, name: '__metadata__' }], {})).toThrow('name is taken');
    expect(() => encodeSafetensors([{ ...bias, shape: [2] }], {})).toThrow('has 1 values, its shape [2] asks for 2');
  });

  it('hashes names, shapes and values, but not the order', () => {
    const hash = weightsHash([kernel, bias]);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(weightsHash([bias, kernel])).toBe(hash);
    expect(weightsHash([{ ...kernel, name: 'conv2/kernel' }, bias])).not.toBe(hash);
    expect(weightsHash([{ ...kernel, shape: [3, 2] }, bias])).not.toBe(hash);
    expect(weightsHash([{ ...kernel, data: new Float32Array([1, -2, 3.5, 0, NaN, 2e-38]) }, bias])).not.toBe(hash);
  });
});

describe('a damaged safetensors file', () => {
  const cases: [string, Uint8Array, string][] = [
    ['empty', new Uint8Array(0), 'too few for a header'],
    ['cut off within its header', encodeSafetensors([kernel], {}).subarray(0, 40), 'ends within its header'],
    ['cut off within its values', encodeSafetensors([kernel], {}).subarray(0, -1), 'ends before the values'],
    ['claiming a header of 2^62 bytes', new Uint8Array([0, 0, 0, 0, 0, 0, 0, 64]), 'claims to be'],
    ['with a header that is no JSON', file('{"a":', 0), 'not JSON'],
    ['with a list for a header', file('[1]', 0), 'not a JSON object'],
    ['of half-precision values', file({ a: { dtype: 'F16', shape: [2], data_offsets: [0, 4] } }, 4), 'type F16'],
    ['with overlapping tensors', file({ a: f32([2], 0, 8), b: f32([1], 4, 8) }, 8), 'overlap'],
    ['with a gap', file({ a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12), 'gap'],
    ['with bytes left over', file({ a: f32([1], 0, 4) }, 12), 'at its end are 8 bytes of no tensor'],
    ['with a shape that does not fit', file({ a: f32([3], 0, 4) }, 4), 'does not fit its shape [3]'],
    ['with offsets that run backwards', file({ a: f32([1], 4, 0) }, 4), 'does not fit its shape'],
    ['with a negative length', file({ a: f32([-1], 0, 4) }, 4), 'header of tensor "a"'],
    ['with a shape of 10 GB', file({ a: f32([2_500_000_000], 0, 10_000_000_000) }, 4), 'ends before the values'],
    ['with metadata that are no texts', file({ __metadata__: { a: 1 } }, 0), 'metadata'],
  ];
  it.each(cases)('%s is refused with its path', (_, bytes, reason) => {
    const error = refusal(bytes);
    expect(error.code).toBe('damaged');
    expect(error.message).toContain('/weights/best.safetensors');
    expect(error.message).toContain(reason);
  });
});
