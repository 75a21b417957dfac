/** The inner loops of the matrix product (kernels/gemm.ts): a function for every tile that it takes. */
import { each, vectors } from './lines.ts';

export interface Tile {
  readonly rows: number;
  /** A multiple of eight: vectors of four come in pairs. */
  readonly columns: number;
  /** Whether A is packed as [depth][rows of the tile], or its rows are read where they stand, `strideA` bytes apart. */
  readonly isPacked: boolean;
}

const tiles: readonly Tile[] = [
  // Twelve 256-bit sums where V8 joins neighbouring 128-bit operations (revectorisation): twice as fast as 4x8 there.
  { rows: 6, columns: 16, isPacked: true },
  // For its last columns, where 8 or fewer are left.
  { rows: 6, columns: 8, isPacked: true },
  // Eight 128-bit sums, as many as the latency of two multipliers needs and as 16 registers hold.
  { rows: 4, columns: 8, isPacked: true },
  // For products too narrow to be worth the packing of A.
  { rows: 6, columns: 16, isPacked: false },
  { rows: 6, columns: 8, isPacked: false },
];

export function tilesSource(): string {
  return `
/**
 * A tile of C += panel of A times panel of B, all of the tile in registers. B is packed as [depth][columns of the tile], A
 * as [depth][rows of the tile] for the functions called tile. Without \`adds\` C is overwritten. The sum runs over the depth
 * in order in all of them, so that the choice of the tile never changes a result.
 */
import { multiplyAdd } from '../arithmetic';
${tiles.map(tileSource).join('\n')}`;
}

/** c0_1 is the second vector of the first row's sums, b1 the second of B's row, x0 the first row's value of A in four lanes. */
export function tileSource({ rows, columns, isPacked }: Tile): string {
  if (columns % 8 !== 0) throw new Error(`A tile has pairs of vectors: a multiple of 8 columns, not ${columns}.`);
  const across = columns / 4;
  const load = (row: number) => `
  ${vectors(across, `let c${row}_# = v128.and(v128.load(row, 16 * #), kept);`)}
  row += rowBytes;`;
  const point = (row: number) => `let a${row} = ${row === 0 ? 'a' : `a${row - 1} + strideA`};`;
  const add = (row: number) => `
    const x${row} = v128.load32_splat(${isPacked ? `a, 4 * ${row}` : `a${row}`});
    ${vectors(across, `c${row}_# = multiplyAdd(x${row}, b#, c${row}_#);`)}`;
  const advance = (row: number) => `a${row} += 4;`;
  const store = (row: number) => `
  ${vectors(across, `v128.store(c, c${row}_#, 16 * #);`)}
  c += rowBytes;`;
  return `
export function ${isPacked ? 'tile' : 'rows'}${rows}x${columns}(
  depth: i32, a: usize, ${isPacked ? '' : 'strideA: usize, '}b: usize, c: usize, rowBytes: usize, adds: bool,
): void {
  const kept = i32x4.splat(-i32(adds));
  let row = c;
  ${each(rows, load)}
  ${isPacked ? '' : each(rows, point)}
  for (let k = 0; k < depth; k++) {
    ${vectors(across, 'const b# = v128.load(b, 16 * #);')}
    ${each(rows, add)}
    ${isPacked ? `a += 4 * ${rows};` : each(rows, advance)}
    b += 16 * ${across};
  }
  ${each(rows, store)}
}`;
}
