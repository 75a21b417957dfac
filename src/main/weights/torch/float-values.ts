/** Stored values of any floating type as float32. */
import type { StorageTypeId } from './storage-types';

/**
 * `bytes` holds whole values in this machine's byte order and starts at offset 0 of its buffer.
 * float32 shares that buffer; float64 is rounded to the nearest float32. Whole numbers are not weights: a TypeError.
 */
export function toFloat32(bytes: Uint8Array<ArrayBuffer>, type: StorageTypeId): Float32Array {
  switch (type) {
    case 'float32':
      return new Float32Array(bytes.buffer);
    case 'float64':
      return Float32Array.from(new Float64Array(bytes.buffer));
    case 'float16':
      return Float32Array.from(new Uint16Array(bytes.buffer), fromFloat16);
    case 'bfloat16':
      return fromBfloat16(new Uint16Array(bytes.buffer));
    case 'int64':
    case 'int32':
    case 'int16':
    case 'int8':
    case 'uint8':
    case 'bool':
      throw new TypeError(`Values of type ${type} are not weights.`);
  }
}

/** The types of half precision, which are written again as they came. */
export type HalfType = Extract<StorageTypeId, 'float16' | 'bfloat16'>;

export function isHalf(type: StorageTypeId): type is HalfType {
  return type === 'float16' || type === 'bfloat16';
}

/** The way back, in this machine's byte order, for values that `toFloat32` has read from that type: none is rounded. */
export function fromFloat32(values: Float32Array, type: HalfType): Uint16Array {
  const bits = new Uint32Array(values.slice().buffer);
  return Uint16Array.from(bits, type === 'bfloat16' ? (whole) => whole >>> 16 : toFloat16Bits);
}

/** Of a float32's bits; float16 has 5 exponent and 10 fraction bits, float32 8 and 23. */
function toFloat16Bits(whole: number): number {
  const sign = (whole >>> 16) & 0x8000;
  const exponent = ((whole >>> 23) & 0xff) - 127 + 15;
  const fraction = whole & 0x7fffff;
  if (exponent === 0xff - 127 + 15) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  if (exponent > 0) return sign | (exponent << 10) | (fraction >>> 13);
  // Below 2 ** -14 there is no leading one: the fraction is shifted instead.
  return exponent < -10 ? sign : sign | ((fraction | 0x800000) >>> (14 - exponent));
}

/** IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
function fromFloat16(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16 is the upper half of a float32. */
function fromBfloat16(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (half) => (half << 16) >>> 0).buffer);
}
