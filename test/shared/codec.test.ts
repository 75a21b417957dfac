/** The codec of both transports: what it keeps, what it refuses to send, and what it refuses to read. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../src/shared/codec';
import { AppError } from '../../src/shared/errors';

const refusalOf = (act: () => unknown): AppError => {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
};

/** A message with this JSON part and these bytes behind it. */
function message(json: string, rest = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(json);
  const start = Math.ceil((8 + text.length) / 8) * 8;
  const bytes = new Uint8Array(rest.length > 0 ? start + rest.length : 8 + text.length);
  bytes.set(encode(null).subarray(0, 4));
  new DataView(bytes.buffer).setUint32(4, text.length, true);
  bytes.set(text, 8);
  if (rest.length > 0) bytes.set(rest, start);
  return bytes;
}

describe('encode and decode', () => {
  it('keep typed arrays of every kind inside lists and objects', () => {
    const value = {
      thumbnails: [{ bytes: new Uint8Array([1, 2, 3]) }, { bytes: new Uint8Array(0) }],
      curves: [new Float32Array([1.5, NaN]), new Float64Array([Math.PI, -0]), new Int32Array([-7])],
      rest: [new Int8Array([-1]), new Uint8ClampedArray([255]), new Int16Array([-2]), new Uint16Array([9])],
      last: new Uint32Array([4_000_000_000]),
    };
    expect(decode(encode(value))).toEqual(value);
  });

  it('keep NaN, the infinities and minus zero', () => {
    const [nan, up, down, zero] = decode(encode([NaN, Infinity, -Infinity, -0])) as number[];
    expect([nan, up, down]).toEqual([NaN, Infinity, -Infinity]);
    expect(Object.is(zero, -0)).toBe(true);
  });

  it('keep any plain data, also keys that begin with the tag', () => {
    fc.assert(
      fc.property(fc.object({ values: [fc.jsonValue(), fc.double(), fc.float32Array()] }), (value) => {
        fc.pre(!JSON.stringify(value).includes('__proto__'));
        expect(decode(encode(value))).toEqual(value);
      }),
    );
    expect(decode(encode({ $: 'NaN', $$: { $: { array: 0 } } }))).toEqual({ $: 'NaN', $$: { $: { array: 0 } } });
  });

  it('send only the part of its memory that a view shows, and give the copy memory of its own', () => {
    const whole = new Float32Array([1, 2, 3, 4]);
    const sent = encode(whole.subarray(1, 3));
    const read = decode(sent);
    sent.fill(0);
    expect(read).toEqual(new Float32Array([2, 3]));
    expect(decode(Buffer.from(encode(whole)))).toEqual(whole);
  });

  it("send Node's Buffer as the bytes that it is, and read from any offset", () => {
    const bytes = encode(Buffer.from('ab'));
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decode(shifted.subarray(3))).toEqual(new Uint8Array([97, 98]));
  });

  it('leave out properties that are undefined', () => {
    expect(decode(encode({ a: 1, b: undefined }))).toEqual({ a: 1 });
  });
});

describe('encode refuses', () => {
  class Run {
    id = 1;
  }
  it.each([
    ['a date', { at: new Date(0) }, 'the message.at is a Date'],
    ['a class of ours', [new Run()], 'the message[0] is a Run'],
    ['a map', new Map(), 'is a Map'],
    ['a function', { call: () => 1 }, 'the message.call is a function'],
    ['undefined in a list', [undefined], 'the message[0] is a undefined'],
    ['a bigint', 1n, 'is a bigint'],
  ])('%s and names the place', (_, value, reason) => {
    const error = refusalOf(() => encode(value));
    expect(error.code).toBe('bad-input');
    expect(error.message).toContain(reason);
  });

  it('a cycle', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(refusalOf(() => encode(cycle)).message).toContain('nested too deeply');
  });
});

describe('decode refuses', () => {
  const whole = encode({ values: new Float32Array(4) });
  it.each([
    ['nothing', new Uint8Array(0), 'does not start as one'],
    ['other bytes', new Uint8Array(64).fill(7), 'does not start as one'],
    ['a text that is cut off', whole.subarray(0, 12), 'cut off'],
    ['an array that is cut off', whole.subarray(0, -1), 'cut off within an array'],
    ['bytes left over', message('{"value":1,"arrays":[]}', new Uint8Array(8)), 'left over'],
    ['text that is no JSON', message('{"value":'), 'damaged'],
    ['another envelope', message('{"value":1}'), 'damaged'],
    ['an unknown array type', message('{"value":1,"arrays":[{"type":"Array","length":1}]}'), 'damaged'],
    ['an array of 10 GB', message('{"value":1,"arrays":[{"type":"Int8Array","length":1e10}]}'), 'cut off'],
    ['an array that is not there', message('{"value":{"$":{"array":0}},"arrays":[]}'), 'does not hold'],
    ['an unknown tag', message('{"value":{"$":"Date"},"arrays":[]}'), 'unknown kind of value'],
    ['a prototype', message('{"value":{"__proto__":{"admin":true}},"arrays":[]}'), '__proto__'],
    ['a deep nest', message(`{"value":${'['.repeat(5000)}${']'.repeat(5000)},"arrays":[]}`), 'nested too deeply'],
  ])('%s', (_, bytes, reason) => {
    const error = refusalOf(() => decode(bytes));
    expect(error.code).toBe('bad-input');
    expect(error.message).toContain(reason);
    expect(Reflect.get({}, 'admin')).toBeUndefined();
  });

  it('random bytes with an error of ours, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(whole.length - 1), (noise, at) => {
        const bytes = whole.slice();
        bytes.set(noise.subarray(0, bytes.length - at), at);
        try {
          decode(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
    );
  });
});

describe('bounds', () => {
  const bounds = { jsonBytes: 200, values: 20 };

  it('take what is within them', () => {
    expect(decode(encode({ values: new Float32Array(1000), list: [1, 2] }), bounds)).toMatchObject({ list: [1, 2] });
  });

  it.each([
    ['a text that is too long', 'a'.repeat(300), 'too long'],
    ['more values than may be', Array.from({ length: 30 }, () => 0), 'too many values'],
    [
      'more values in several lists',
      [Array.from({ length: 11 }, () => 0), Array.from({ length: 11 }, () => 0)],
      'too many values',
    ],
  ])('refuse %s', (_, value, reason) => {
    expect(() => decode(encode(value), bounds)).toThrow(reason);
  });
});
