/** C = A B or C += A B for row-major matrices of float32, each factor as it stands or transposed (Goto and van de Geijn, 2008). */
import { packAcross, packAlong } from './pack';
import { rows6x16, rows6x8, tile4x8, tile6x16, tile6x8 } from './generated/tiles';

/** Depth of a block: a panel of B, 16 columns of it, is 16 KiB and stays in the first cache. */
const blockDepth: i32 = 256;
/** Rows of a block of A, a multiple of both tiles' rows: 192 KiB, in the second cache. */
const blockRows: i32 = 192;
/** Columns of a block of B: 2 MiB, in the third cache. */
const blockColumns: i32 = 2048;

/**
 * Columns up to which A is read where it stands: each of its values then serves too few products to pay for packing. Not
 * where rows begin at multiples of 512 bytes, which get into each other's way in the first cache.
 */
const unpackedColumns: i32 = 256;

/** Bytes that `gemm` needs as scratch: the packed blocks and one tile. */
export function gemmScratchBytes(): i32 {
  return (blockRows * blockDepth + blockDepth * blockColumns + 6 * 16) << 2;
}

/**
 * A is rows x depth (stored depth x rows if `transposesA`), B is depth x columns (stored columns x depth if
 * `transposesB`); strides are those of the stored rows, in values. `isWide` takes the tile for 256 bits.
 */
export function gemm(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  strideA: i32,
  transposesA: bool,
  b: usize,
  strideB: i32,
  transposesB: bool,
  c: usize,
  strideC: i32,
  adds: bool,
  isWide: bool,
  scratch: usize,
): void {
  const tileRows = isWide ? 6 : 4;
  const packedA = scratch;
  const packedB = packedA + ((<usize>(blockRows * blockDepth)) << 2);
  const spare = packedB + ((<usize>(blockDepth * blockColumns)) << 2);
  const bytesA = (<usize>strideA) << 2;
  const bytesB = (<usize>strideB) << 2;
  const bytesC = (<usize>strideC) << 2;
  for (let column = 0; column < columns; column += blockColumns) {
    const width = min(blockColumns, columns - column);
    for (let k = 0; k < depth; k += blockDepth) {
      const length = min(blockDepth, depth - k);
      const narrow = narrowColumns(width, isWide);
      const corner =
        b + (transposesB ? <usize>column * bytesB + ((<usize>k) << 2) : <usize>k * bytesB + ((<usize>column) << 2));
      packColumns(packedB, corner, bytesB, width - narrow, length, isWide ? 16 : 8, transposesB);
      if (narrow > 0) {
        const done = <usize>(width - narrow);
        const rest = corner + done * (transposesB ? bytesB : 4);
        packColumns(packedB + ((done * <usize>length) << 2), rest, bytesB, narrow, length, 8, transposesB);
      }
      const addsBlock = adds || k > 0;
      for (let row = 0; row < rows; row += blockRows) {
        const height = min(blockRows, rows - row);
        const source = a + <usize>row * bytesA + ((<usize>k) << 2);
        const isUnpacked = isWide && !transposesA && columns <= unpackedColumns && bytesA % 512 !== 0;
        if (isUnpacked) {
          // Whole tiles are read where they stand; the rows after them are packed, and filled up with zeros.
          const whole = height - (height % tileRows);
          const rest = packedA + ((<usize>whole * <usize>length) << 2);
          packAlong(rest, source + <usize>whole * bytesA, bytesA, height - whole, length, tileRows);
        } else if (transposesA) {
          packAcross(packedA, a + <usize>k * bytesA + ((<usize>row) << 2), bytesA, height, length, tileRows);
        } else {
          packAlong(packedA, source, bytesA, height, length, tileRows);
        }
        const target = c + <usize>row * bytesC + ((<usize>column) << 2);
        const rowsAt = isUnpacked ? source : 0;
        multiplyBlock(
          packedA,
          rowsAt,
          bytesA,
          packedB,
          target,
          bytesC,
          height,
          width,
          length,
          addsBlock,
          isWide,
          spare,
        );
      }
    }
  }
}

/** The columns after those that the tile for 256 bits takes, where half its width is enough for them. */
function narrowColumns(columns: i32, isWide: bool): i32 {
  const rest = columns % 16;
  return isWide && rest <= 8 ? rest : 0;
}

function packColumns(
  target: usize,
  source: usize,
  lineBytes: usize,
  columns: i32,
  depth: i32,
  width: i32,
  isTransposed: bool,
): void {
  if (isTransposed) packAlong(target, source, lineBytes, columns, depth, width);
  else packAcross(target, source, lineBytes, columns, depth, width);
}

/** `source` is where A's rows stand, `bytesA` apart, or 0 where they are packed. */
function multiplyBlock(
  packedA: usize,
  source: usize,
  bytesA: usize,
  packedB: usize,
  c: usize,
  bytesC: usize,
  height: i32,
  width: i32,
  depth: i32,
  adds: bool,
  isWide: bool,
  spare: usize,
): void {
  const tileRows = isWide ? 6 : 4;
  const panelA = (<usize>(tileRows * depth)) << 2;
  const whole = width - narrowColumns(width, isWide);
  let column = 0;
  while (column < width) {
    const tileColumns = isWide && column < whole ? 16 : 8;
    const tileBytes = (<usize>tileColumns) << 2;
    let panel = packedA;
    for (let row = 0; row < height; row += tileRows) {
      const corner = c + <usize>row * bytesC + ((<usize>column) << 2);
      const isInside = row + tileRows <= height && column + tileColumns <= width;
      const target = isInside ? corner : spare;
      const rowBytes = isInside ? bytesC : tileBytes;
      const rows = min(tileRows, height - row);
      const columns = min(tileColumns, width - column);
      // Sums go on from C in every tile, so that a result does not depend on where the tiles end.
      if (!isInside && adds) copyTile(corner, bytesC, spare, tileBytes, rows, columns);
      if (source && row + tileRows <= height) {
        const rowsOfA = source + <usize>row * bytesA;
        if (tileColumns === 16) rows6x16(depth, rowsOfA, bytesA, packedB, target, rowBytes, adds);
        else rows6x8(depth, rowsOfA, bytesA, packedB, target, rowBytes, adds);
      } else if (tileColumns === 16) tile6x16(depth, panel, packedB, target, rowBytes, adds);
      else if (isWide) tile6x8(depth, panel, packedB, target, rowBytes, adds);
      else tile4x8(depth, panel, packedB, target, rowBytes, adds);
      if (!isInside) copyTile(spare, tileBytes, corner, bytesC, rows, columns);
      panel += panelA;
    }
    packedB += (<usize>(tileColumns * depth)) << 2;
    column += tileColumns;
  }
}

/** The part of a tile that lies inside C. */
function copyTile(from: usize, fromBytes: usize, to: usize, toBytes: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) {
    memory.copy(to, from, (<usize>columns) << 2);
    from += fromBytes;
    to += toBytes;
  }
}
