/** A product of matrices in tiles: C [rows, columns] = A [rows, depth] B [depth, columns], A and B read by functions. */
import { lines, type Element, type Shader } from '../shader';

/** How four neighbouring values of an operand are read at once: along the depth, or along its rows or columns. */
export type Along = 'depth' | 'side';

export interface Operand {
  /** Of the storage that it lies in. */
  readonly name: string;
  readonly element: Element;
  /** Tells its code from others. */
  readonly key: string;
  readonly along: Along;
  /**
   * WGSL of `fn left(side : i32, depth : i32) -> vec4<f32>`, or `right`: the values from that place on, 0 beyond the
   * operand's end where its size is no multiple of 4.
   */
  readonly code: string;
}

/** Rows and columns of a workgroup's tile, and of the part that one invocation computes; multiples of 4. */
export interface Tile {
  readonly rows: number;
  readonly columns: number;
  readonly ownRows: number;
  readonly ownColumns: number;
}

/** Reads each value less often, and leaves more of the device idle where there are few of them. */
export const largeTile: Tile = { rows: 128, columns: 128, ownRows: 8, ownColumns: 8 };
export const smallTile: Tile = { rows: 64, columns: 64, ownRows: 8, ownColumns: 4 };

/** Of a tile, in one round. */
export const tileDepth = 16;

/** The sizes that every product has, before its operands' own. */
export const productSizes = ['rows', 'columns', 'depth', 'depthOfSplit'] as const;

export interface Operands {
  readonly left: Operand;
  readonly right: Operand;
  /** Whether columns are a multiple of 4. */
  readonly writesFours: boolean;
  /** Further sizes that the operands' code reads. */
  readonly sizes: readonly string[];
}

export interface Product extends Operands {
  readonly tile: Tile;
}

/**
 * The depth is split over the workgroups' third direction, each of which writes sums of its own. Within one, sums go up in
 * the order of the depth, whatever the tile.
 */
export function tiledProduct({ tile, left, right, writesFours, sizes }: Product): Shader {
  return {
    key: `product ${tile.rows}x${tile.columns}x${writesFours ? 4 : 1} ${left.key}, ${right.key}`,
    reads: { [left.name]: left.element, [right.name]: right.element },
    sizes: [...productSizes, ...sizes],
    writes: { result: writesFours ? 'vec4<f32>' : 'f32' },
    code: () => [left.code, right.code, ...productCode(tile, left.along, right.along), store(writesFours)].join('\n'),
  };
}

function productCode(tile: Tile, leftAlong: Along, rightAlong: Along): string[] {
  const { rows, columns, ownRows, ownColumns } = tile;
  const across = columns / ownColumns;
  const invocations = (rows / ownRows) * across;
  const [leftBlocks, rightBlocks] = [(rows * tileDepth) / 16, (columns * tileDepth) / 16];
  const slots = Math.ceil((leftBlocks + rightBlocks) / invocations);
  const fours = { rows: ownRows / 4, columns: ownColumns / 4 };
  return [
    // A line more than needed: invocations that write transposed blocks then meet fewer in the same bank.
    `var<workgroup> leftTile : array<array<vec4<f32>, ${rows / 4 + 1}>, ${tileDepth}>;`,
    `var<workgroup> rightTile : array<array<vec4<f32>, ${columns / 4 + 1}>, ${tileDepth}>;`,
    readBlock('left', leftAlong),
    readBlock('right', rightAlong),
    `
@compute @workgroup_size(${invocations})
fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(num_workgroups) groups : vec3<u32>,
        @builtin(local_invocation_index) local : u32) {
  let invocation = i32(local);
  let tilesAcross = (sizes.columns + ${columns - 1}) / ${columns};
  let place = i32(group.y * groups.x + group.x);
  let firstRow = (place / tilesAcross) * ${rows};
  let firstColumn = (place % tilesAcross) * ${columns};
  if (firstRow >= sizes.rows) { return; }
  let first = i32(group.z) * sizes.depthOfSplit;
  let end = min(sizes.depth, first + sizes.depthOfSplit);
  let ownRow = (invocation / ${across}) * ${fours.rows};
  let ownColumn = (invocation % ${across}) * ${fours.columns};`,
    lines(ownRows, (row) => lines(fours.columns, (column) => `  var sum${row}_${column} = vec4<f32>();`)),
    // A tile is on its way while the one before it is multiplied.
    `  for (var depth = first; depth < end + ${tileDepth}; depth += ${tileDepth}) {`,
    lines(slots, (slot) => `    let next${slot} = readOwn(firstRow, firstColumn, depth, end, invocation, ${slot});`),
    '    if (depth > first) {',
    `      for (var at = 0; at < ${tileDepth}; at++) {`,
    lines(fours.rows, (row) => `        let a${row} = leftTile[at][ownRow + ${row}];`),
    lines(fours.columns, (column) => `        let b${column} = rightTile[at][ownColumn + ${column}];`),
    lines(ownRows, (row) =>
      lines(fours.columns, (column) => {
        const sum = `sum${row}_${column}`;
        return `        ${sum} = vec4<f32>(a${Math.floor(row / 4)}[${row % 4}]) * b${column} + ${sum};`;
      }),
    ),
    '      }',
    '    }',
    '    workgroupBarrier();',
    lines(slots, (slot) => `    keepOwn(next${slot}, invocation, ${slot});`),
    '    workgroupBarrier();',
    '  }',
    lines(ownRows, (row) =>
      lines(fours.columns, (column) => {
        const at = `firstRow + 4 * ownRow + ${row}, firstColumn + 4 * (ownColumn + ${column})`;
        return `  store(i32(group.z), ${at}, sum${row}_${column});`;
      }),
    ),
    '}',
    ownBlocks({ leftBlocks, rightBlocks, invocations }),
  ];
}

/** Four by four values of an operand, each vector along its side. */
export function readBlock(name: 'left' | 'right', along: Along): string {
  const extent = name === 'left' ? 'sizes.rows' : 'sizes.columns';
  const isInside = (step: number) =>
    along === 'depth' ? `side + ${step} < ${extent} && depth < end` : `side < ${extent} && depth + ${step} < end`;
  const place = (step: number) => (along === 'depth' ? `side + ${step}, depth` : `side, depth + ${step}`);
  const transposed = along === 'depth' ? 'transpose(block)' : 'block';
  return `
fn ${name}Block(side : i32, depth : i32, end : i32) -> mat4x4<f32> {
  var block = mat4x4<f32>();
${lines(4, (step) => `  if (${isInside(step)}) { block[${step}] = ${name}(${place(step)}); }`)}
  return ${transposed};
}`;
}

/** Each invocation brings a block or so of one of the tiles. Neighbours read what is next to each other along the depth. */
function ownBlocks(counts: { leftBlocks: number; rightBlocks: number; invocations: number }): string {
  const { leftBlocks, rightBlocks, invocations } = counts;
  const perLine = tileDepth / 4;
  const block = `invocation + slot * ${invocations}`;
  const keep = (name: string) =>
    lines(4, (step) => `    ${name}Tile[4 * (block % ${perLine}) + ${step}][block / ${perLine}] = values[${step}];`);
  return `
fn readOwn(firstRow : i32, firstColumn : i32, depth : i32, end : i32, invocation : i32, slot : i32) -> mat4x4<f32> {
  var block = ${block};
  if (block < ${leftBlocks}) {
    return leftBlock(firstRow + 4 * (block / ${perLine}), depth + 4 * (block % ${perLine}), end);
  }
  block -= ${leftBlocks};
  if (block < ${rightBlocks}) {
    return rightBlock(firstColumn + 4 * (block / ${perLine}), depth + 4 * (block % ${perLine}), end);
  }
  return mat4x4<f32>();
}
fn keepOwn(values : mat4x4<f32>, invocation : i32, slot : i32) {
  var block = ${block};
  if (block < ${leftBlocks}) {
${keep('left')}
    return;
  }
  block -= ${leftBlocks};
  if (block < ${rightBlocks}) {
${keep('right')}
  }
}`;
}

export function store(writesFours: boolean): string {
  const head = `
fn store(split : i32, row : i32, column : i32, value : vec4<f32>) {
  if (row >= sizes.rows || column >= sizes.columns) { return; }
  let place = (split * sizes.rows + row) * sizes.columns + column;`;
  if (writesFours) return `${head}\n  result[place / 4] = value;\n}`;
  return `${head}
  for (var step = 0; step < min(4, sizes.columns - column); step++) { result[place + step] = value[step]; }
}`;
}
