/** Runs products of matrices: chooses tiles and the split of their depth by their sizes and the device. */
import type * as tf from '@tensorflow/tfjs-core';
import { matrixUnitProduct, unitTile } from '../shaders/matrix-unit-product';
import { tileDepth, tiledProduct, type Operand, type Tile } from '../shaders/tiled-product';
import type { WatchedBackend } from '../watched-backend';
import { inParts } from './ordered-sum';

export interface ProductRun {
  readonly left: GivenOperand;
  readonly right: GivenOperand;
  /** Rows and columns of the result, and how many products each of its values sums. */
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** Further sizes that the operands' code reads. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly shape: readonly number[];
}

interface GivenOperand {
  readonly operand: Operand;
  readonly tensor: tf.TensorInfo;
}

/** A device that is to be busy needs about as many workgroups. */
const enoughWorkgroups = 512;
/** Below it, what a split saves is less than what adding up costs. */
const leastDepthOfSplit = 512;

export function runProduct(backend: WatchedBackend, run: ProductRun): tf.TensorInfo {
  const { left, right, rows, columns, depth, shape } = run;
  const { limits } = backend.device;
  const { matrixUnits } = backend;
  const tile = typeof matrixUnits === 'string' ? tileOf(rows, columns, limits) : unitTile;
  const tiles = Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns);
  const depthOfSplit = splitDepth(depth, tiles);
  const parts = Math.ceil(depth / depthOfSplit);
  const operands = {
    ...{ left: left.operand, right: right.operand },
    ...{ writesFours: columns % 4 === 0, sizes: Object.keys(run.sizes) },
  };
  const shader =
    typeof matrixUnits === 'string'
      ? tiledProduct({ tile, ...operands })
      : matrixUnitProduct({ units: matrixUnits, ...operands });
  const across = Math.min(tiles, limits.maxComputeWorkgroupsPerDimension);
  return inParts(backend, { parts, shape }, (result) =>
    backend.runShader(shader, {
      reads: [left.tensor, right.tensor],
      writes: [result],
      sizes: [rows, columns, depth, depthOfSplit, ...Object.values(run.sizes)],
      workgroups: [across, Math.ceil(tiles / across), parts],
    }),
  );
}

/** Larger tiles read each value less often, and leave more of the device idle where there are few of them. */
export function tileOf(
  rows: number,
  columns: number,
  { maxComputeWorkgroupStorageSize }: Pick<GPUSupportedLimits, 'maxComputeWorkgroupStorageSize'>,
): Tile {
  const large = { rows: 128, columns: 128, ownRows: 8, ownColumns: 8 };
  const largeTiles = Math.floor(rows / large.rows) * Math.floor(columns / large.columns);
  if (bytesOf(large) <= maxComputeWorkgroupStorageSize && largeTiles >= enoughWorkgroups) return large;
  const [isLow, isNarrow] = [rows <= 32, columns <= 32];
  if (isLow && isNarrow) return { rows: 32, columns: 32, ownRows: 4, ownColumns: 4 };
  if (isLow) return { rows: 32, columns: 64, ownRows: 4, ownColumns: 4 };
  if (isNarrow) return { rows: 64, columns: 32, ownRows: 4, ownColumns: 4 };
  return { rows: 64, columns: 64, ownRows: 8, ownColumns: 4 };
}

/** Of a workgroup's memory. */
export function bytesOf({ rows, columns }: Tile): number {
  return tileDepth * 16 * (rows / 4 + columns / 4 + 2);
}

/** A multiple of the tiles' depth. By the sizes alone: the order of sums, and so the last bit, follows from it. */
export function splitDepth(depth: number, tiles: number): number {
  const wished = Math.floor(enoughWorkgroups / tiles);
  const splits = Math.max(1, Math.min(wished, Math.floor(depth / leastDepthOfSplit)));
  return tileDepth * Math.ceil(depth / splits / tileDepth);
}
