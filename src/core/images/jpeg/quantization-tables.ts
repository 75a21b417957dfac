/** JPEG's example quantisation tables (ITU-T T.81, annex K.1), scaled by quality as libjpeg scales them. */

/** Row by row. */
const luminance = [
  ...[16, 11, 10, 16, 24, 40, 51, 61],
  ...[12, 12, 14, 19, 26, 58, 60, 55],
  ...[14, 13, 16, 24, 40, 57, 69, 56],
  ...[14, 17, 22, 29, 51, 87, 80, 62],
  ...[18, 22, 37, 56, 68, 109, 103, 77],
  ...[24, 35, 55, 64, 81, 104, 113, 92],
  ...[49, 64, 78, 87, 103, 121, 120, 101],
  ...[72, 92, 95, 98, 112, 100, 103, 99],
];

const chrominance = [
  ...[17, 18, 24, 47, 99, 99, 99, 99],
  ...[18, 21, 26, 66, 99, 99, 99, 99],
  ...[24, 26, 56, 99, 99, 99, 99, 99],
  ...[47, 66, 99, 99, 99, 99, 99, 99],
  ...[99, 99, 99, 99, 99, 99, 99, 99],
  ...[99, 99, 99, 99, 99, 99, 99, 99],
  ...[99, 99, 99, 99, 99, 99, 99, 99],
  ...[99, 99, 99, 99, 99, 99, 99, 99],
];

export interface QuantizationTables {
  readonly luminance: Int32Array;
  readonly chrominance: Int32Array;
}

/** `quality`: whole, 1 to 100. At 50 the tables as they are; every divisor from 1 to 255 (libjpeg's baseline). */
export function quantizationTables(quality: number): QuantizationTables {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  const scaled = (table: readonly number[]) =>
    Int32Array.from(table, (divisor) => Math.min(255, Math.max(1, Math.floor((divisor * percent + 50) / 100))));
  return { luminance: scaled(luminance), chrominance: scaled(chrominance) };
}
