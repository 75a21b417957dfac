/** C = A B or C += A B for row-major matrices of float32, each factor as it stands or transposed (Goto and van de Geijn, 2008). */
import { packAcross, packAlong } from './pack';
import { tile4x8, tile6x16 } from './tiles';

/** Depth of a block: a panel of B, 16 columns of it, is 16 KiB and stays in the first cache. */
const blockDepth: i32 = 256;
/** Rows of a block of A, a multiple of both tiles' rows: 192 KiB, in the second cache. */
const blockRows: i32 = 192;
/** Columns of a block of B: 2 MiB, in the third cache. */
const blockColumns: i32 = 2048;

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
  const tileColumns = isWide ? 16 : 8;
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
      if (transposesB) {
        packAlong(packedB, b + <usize>column * bytesB + ((<usize>k) << 2), bytesB, width, length, tileColumns);
      } else {
        packAcross(packedB, b + <usize>k * bytesB + ((<usize>column) << 2), bytesB, width, length, tileColumns);
      }
      const addsBlock = adds || k > 0;
      for (let row = 0; row < rows; row += blockRows) {
        const height = min(blockRows, rows - row);
        if (transposesA) {
          packAcross(packedA, a + <usize>k * bytesA + ((<usize>row) << 2), bytesA, height, length, tileRows);
        } else {
          packAlong(packedA, a + <usize>row * bytesA + ((<usize>k) << 2), bytesA, height, length, tileRows);
        }
        const corner = c + <usize>row * bytesC + ((<usize>column) << 2);
        multiplyBlock(packedA, packedB, corner, bytesC, height, width, length, addsBlock, isWide, spare);
      }
    }
  }
}

function multiplyBlock(
  packedA: usize,
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
  const tileColumns = isWide ? 16 : 8;
  const panelA = (<usize>(tileRows * depth)) << 2;
  const panelB = (<usize>(tileColumns * depth)) << 2;
  const tileBytes = (<usize>tileColumns) << 2;
  for (let column = 0; column < width; column += tileColumns) {
    let panel = packedA;
    for (let row = 0; row < height; row += tileRows) {
      const corner = c + <usize>row * bytesC + ((<usize>column) << 2);
      if (row + tileRows <= height && column + tileColumns <= width) {
        if (isWide) tile6x16(depth, panel, packedB, corner, bytesC, adds);
        else tile4x8(depth, panel, packedB, corner, bytesC, adds);
      } else {
        if (isWide) tile6x16(depth, panel, packedB, spare, tileBytes, false);
        else tile4x8(depth, panel, packedB, spare, tileBytes, false);
        copyTile(spare, tileBytes, corner, bytesC, min(tileRows, height - row), min(tileColumns, width - column), adds);
      }
      panel += panelA;
    }
    packedB += panelB;
  }
}

/** The part of a tile that lies inside C. */
function copyTile(tile: usize, tileBytes: usize, c: usize, bytesC: usize, rows: i32, columns: i32, adds: bool): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = (<usize>column) << 2;
      const value = load<f32>(tile + at);
      store<f32>(c + at, adds ? load<f32>(c + at) + value : value);
    }
    tile += tileBytes;
    c += bytesC;
  }
}
