/** The product of `tiled-product.ts` on a GPU's matrix units: factors are rounded to 16 bits, sums have 32. */
import type { MatrixUnits } from '../matrix-units';
import { lines, type Shader } from '../shader';
import { matrixUnitCode, type UnitCode } from './matrix-unit-code';
import { productSizes, readBlock, store, tileDepth, type Operands } from './tiled-product';

export interface MatrixUnitProduct extends Operands {
  readonly units: MatrixUnits;
}

/** Of a workgroup: of its four subgroups, each computes a quarter. */
export const unitTile = { rows: 64, columns: 64, ownRows: 32, ownColumns: 32 } as const;
const subgroups = 4;

/**
 * Slopes are a few millionths where a batch is large, and 16-bit numbers end at 6e-8, with all their digits at 6e-5. They
 * are taken 4096 times as large, and the sums divided again: Micikevicius et al. 2018 scale the loss instead.
 */
const slopeScale = 4096;

export function matrixUnitProduct({ units, left, right, writesFours, sizes }: MatrixUnitProduct): Shader {
  const { rows, columns, depth, subgroupSize } = units;
  const unitCode = matrixUnitCode(units, unitTile.rows);
  const names = [left.name, right.name];
  const shape = `${rows}x${columns}x${depth} of ${subgroupSize}`;
  return {
    key: `unit product ${shape} to ${writesFours ? 4 : 1} ${left.key}, ${right.key}`,
    reads: { [left.name]: left.element, [right.name]: right.element },
    sizes: [...productSizes, ...sizes],
    writes: { result: writesFours ? 'vec4<f32>' : 'f32' },
    enables: unitCode.enables,
    code: () =>
      [
        ...[left.code, right.code, unitCode.code, readBlock('left', left.along), readBlock('right', right.along)],
        ...[keepBlocks(units, names), entry(units, unitCode, names)],
        store(writesFours),
      ].join('\n'),
  };
}

function entry(units: MatrixUnits, { parameter, part }: UnitCode, names: readonly string[]): string {
  const { rows, columns, depth, subgroupSize } = units;
  const [down, across] = [unitTile.ownRows / rows, unitTile.ownColumns / columns];
  const each = (line: (row: number, column: number) => string) =>
    lines(down, (row) => lines(across, (column) => line(row, column)));
  return `
var<workgroup> leftTile : array<Factor, ${unitTile.rows * tileDepth}>;
var<workgroup> rightTile : array<Factor, ${unitTile.columns * tileDepth}>;
var<workgroup> sums : array<f32, ${subgroups * rows * columns}>;

@compute @workgroup_size(${subgroups * subgroupSize})
fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(num_workgroups) groups : vec3<u32>,
        @builtin(local_invocation_index) local : u32, ${parameter}) {
  let invocation = i32(local);
  let part = ${part};
  let tilesAcross = (sizes.columns + ${unitTile.columns - 1}) / ${unitTile.columns};
  let place = i32(group.y * groups.x + group.x);
  let firstRow = (place / tilesAcross) * ${unitTile.rows};
  let firstColumn = (place % tilesAcross) * ${unitTile.columns};
  if (firstRow >= sizes.rows) { return; }
  let first = i32(group.z) * sizes.depthOfSplit;
  let end = min(sizes.depth, first + sizes.depthOfSplit);
  let ownRow = (part / 2u) * ${unitTile.ownRows}u;
  let ownColumn = (part % 2u) * ${unitTile.ownColumns}u;
${each((row, column) => `  var sum${row}_${column} : SumUnit;`)}
  for (var depth = first; depth < end; depth += ${tileDepth}) {
    keepBlocks(firstRow, firstColumn, depth, end, invocation);
    workgroupBarrier();
${lines(tileDepth / depth, (step) =>
  [
    lines(down, (row) => {
      const at = `${step * depth * unitTile.rows + row * rows}u + ownRow`;
      return `    let left${step}_${row} = loadLeft(${at});`;
    }),
    lines(across, (column) => {
      const at = `${step * depth * unitTile.columns + column * columns}u + ownColumn`;
      return `    let right${step}_${column} = loadRight(${at});`;
    }),
    each((row, column) => {
      const sum = `sum${row}_${column}`;
      return `    ${sum} = multiply(left${step}_${row}, right${step}_${column}, ${sum});`;
    }),
  ].join('\n'),
)}
    workgroupBarrier();
  }
${each(
  (row, column) => `  storeSum(part * ${rows * columns}u, sum${row}_${column});
  workgroupBarrier();
  writeSums(i32(group.z), firstRow + ${row * rows}, firstColumn + ${column * columns}, invocation);
  workgroupBarrier();`,
)}
}
${writeSums(units, names.includes('dy') ? slopeScale : 1)}`;
}

/** Brings both tiles, four by four values at a time; lines of a tile lie along the side. */
function keepBlocks({ subgroupSize }: MatrixUnits, names: readonly string[]): string {
  const perLine = tileDepth / 4;
  const leftBlocks = (unitTile.rows / 4) * perLine;
  const blocks = leftBlocks + (unitTile.columns / 4) * perLine;
  const keep = (side: 'left' | 'right', first: string, block: string) => `
      let values = ${side}Block(${first} + 4 * (${block} / ${perLine}), depth + 4 * (${block} % ${perLine}), end);
      for (var step = 0; step < 4; step++) {
        let at = (4 * (${block} % ${perLine}) + step) * ${unitTile.rows} + 4 * (${block} / ${perLine});
        for (var next = 0; next < 4; next++) {
          ${side}Tile[at + next] = asFactor(${scaled(names[side === 'left' ? 0 : 1])}values[step][next]);
        }
      }`;
  return `
fn keepBlocks(firstRow : i32, firstColumn : i32, depth : i32, end : i32, invocation : i32) {
  for (var block = invocation; block < ${blocks}; block += ${subgroups * subgroupSize}) {
    if (block < ${leftBlocks}) {${keep('left', 'firstRow', 'block')}
    } else {${keep('right', 'firstColumn', `(block - ${leftBlocks})`)}
    }
  }
}`;
}

function scaled(name: string | undefined): string {
  return name === 'dy' ? `${slopeScale}.0 * ` : '';
}

/** One unit of each subgroup, from the place of the first subgroup's on. */
function writeSums({ rows, columns, subgroupSize }: MatrixUnits, scale: number): string {
  const fours = (rows * columns) / 4;
  const values = [0, 1, 2, 3].map((next) => `sums[4 * four + ${next}]`).join(', ');
  return `
fn writeSums(split : i32, firstRow : i32, firstColumn : i32, invocation : i32) {
  for (var four = invocation; four < ${subgroups * fours}; four += ${subgroups * subgroupSize}) {
    let part = four / ${fours};
    let within = 4 * (four % ${fours});
    let row = firstRow + (part / 2) * ${unitTile.ownRows} + within / ${columns};
    let column = firstColumn + (part % 2) * ${unitTile.ownColumns} + within % ${columns};
    store(split, row, column, vec4<f32>(${values})${scale === 1 ? '' : ` / ${scale}.0`});
  }
}`;
}
