/** Runs products of matrices: chooses tiles and the split of their depth by their sizes and the device. */
import type * as tf from '@tensorflow/tfjs-core';
import { matrixUnitProduct, unitTile } from '../shaders/matrix-unit-product';
import { largeTile, smallTile, tileDepth, tiledProduct, type Operand, type Tile } from '../shaders/tiled-product';
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
  const { largeTilesFrom } = backend;
  const { limits } = backend.device;
  const { matrixUnits } = backend;
  const hasUnits = typeof matrixUnits !== 'string';
  const tile = hasUnits ? unitTile : tileOf(rows, columns, { ...ofTiles(limits), largeTilesFrom });
  const tiles = tileCount(rows, columns, tile);
  // By the sizes alone: the order of sums, and so the last bit, follows from it.
  const depthOfSplit = splitDepth(depth, tileCount(rows, columns, smallTileOf(rows, columns)));
  const parts = Math.ceil(depth / depthOfSplit);
  const operands = {
    ...{ left: left.operand, right: right.operand },
    ...{ writesFours: columns % 4 === 0, sizes: Object.keys(run.sizes) },
  };
  const shader = hasUnits
    ? matrixUnitProduct({ units: matrixUnits, ...operands })
    : tiledProduct({ tile, ...operands });
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

export interface TileLimits {
  readonly workgroupBytes: number;
  readonly invocations: number;
  /** How many large tiles a product has to have to be faster in them. */
  readonly largeTilesFrom: number;
}

/** What every device has room for, or a large tile where the device has it, too, and there are many. */
export function tileOf(rows: number, columns: number, limits: TileLimits): Tile {
  const whole = Math.floor(rows / largeTile.rows) * Math.floor(columns / largeTile.columns);
  const isLarge = whole >= limits.largeTilesFrom && hasRoom(largeTile, limits);
  return isLarge ? largeTile : smallTileOf(rows, columns);
}

/** Whether a workgroup of the device computes the tile. */
export function hasRoom(tile: Tile, { workgroupBytes, invocations }: Omit<TileLimits, 'largeTilesFrom'>): boolean {
  const ofTile = (tile.rows / tile.ownRows) * (tile.columns / tile.ownColumns);
  return bytesOf(tile) <= workgroupBytes && ofTile <= invocations;
}

export function ofTiles(limits: GPUSupportedLimits): Omit<TileLimits, 'largeTilesFrom'> {
  const { maxComputeWorkgroupStorageSize, maxComputeInvocationsPerWorkgroup } = limits;
  return { workgroupBytes: maxComputeWorkgroupStorageSize, invocations: maxComputeInvocationsPerWorkgroup };
}

function smallTileOf(rows: number, columns: number): Tile {
  const [isLow, isNarrow] = [rows <= 32, columns <= 32];
  if (isLow && isNarrow) return { rows: 32, columns: 32, ownRows: 4, ownColumns: 4 };
  if (isLow) return { rows: 32, columns: 64, ownRows: 4, ownColumns: 4 };
  if (isNarrow) return { rows: 64, columns: 32, ownRows: 4, ownColumns: 4 };
  return smallTile;
}

function tileCount(rows: number, columns: number, tile: Tile): number {
  return Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns);
}

/** Of a workgroup's memory. */
export function bytesOf({ rows, columns }: Tile): number {
  return tileDepth * 16 * (rows / 4 + columns / 4 + 2);
}

/** A multiple of the tiles' depth. */
export function splitDepth(depth: number, tiles: number): number {
  const wished = Math.floor(enoughWorkgroups / tiles);
  const splits = Math.max(1, Math.min(wished, Math.floor(depth / leastDepthOfSplit)));
  return tileDepth * Math.ceil(depth / splits / tileDepth);
}
