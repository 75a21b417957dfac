/** Half-precision bits against the values that their formats define. */
import { describe, expect, it } from 'vitest';
import { fromFloat32, toFloat32 } from '../../../../src/main/weights/torch/float-values';

const halves = (...bits: number[]) => new Uint8Array(Uint16Array.from(bits).buffer);

describe('fromFloat32', () => {
  it.each(['float16', 'bfloat16'] as const)('gives back every value of %s as it was', (type) => {
    const every = Uint16Array.from({ length: 0x10000 }, (_, bits) => bits);
    const read = toFloat32(new Uint8Array(every.slice().buffer), type);
    const written = fromFloat32(read, type);
    // Of NaN there are many, and one is enough.
    expect(written.filter((bits, at) => bits !== every[at] && !Number.isNaN(read[at]))).toEqual(new Uint16Array(0));
    const nans = [...read].flatMap((value, at) => (Number.isNaN(value) ? [at] : []));
    expect(
      toFloat32(new Uint8Array(Uint16Array.from(nans, (at) => written[at] ?? 0).buffer), type).every(Number.isNaN),
    ).toBe(true);
  });
});

describe('toFloat32', () => {
  it('reads float16', () => {
    const bits = halves(0x3c00, 0xc000, 0x7bff, 0x0001, 0x03ff, 0x0400, 0x8000, 0x7c00, 0xfc00, 0x7e00, 0x3555);
    const subnormal = 2 ** -24;
    const third = (1 + 0x155 / 1024) / 4;
    expect(toFloat32(bits, 'float16')).toEqual(
      Float32Array.of(1, -2, 65504, subnormal, 1023 * subnormal, 2 ** -14, -0, Infinity, -Infinity, NaN, third),
    );
  });

  it('reads bfloat16', () => {
    const bits = halves(0x3f80, 0xc000, 0x0001, 0x8000, 0x7f80, 0xff80, 0x7fc0, 0x4049);
    const subnormal = 2 ** (-149 + 16);
    expect(toFloat32(bits, 'bfloat16')).toEqual(
      Float32Array.of(1, -2, subnormal, -0, Infinity, -Infinity, NaN, 2 * (1 + 0x49 / 128)),
    );
  });

  it('rounds float64 to the nearest float32', () => {
    const bytes = new Uint8Array(Float64Array.of(0.1, 1 + 2 ** -25, 1e300).buffer);
    expect(toFloat32(bytes, 'float64')).toEqual(Float32Array.of(Math.fround(0.1), 1, Infinity));
  });

  it('does not take whole numbers for weights', () => {
    expect(() => toFloat32(new Uint8Array(8), 'int64')).toThrow('int64 are not weights');
  });
});
