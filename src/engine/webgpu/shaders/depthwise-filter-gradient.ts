/** The gradient of a depthwise filter: bound by memory, so rows of the maps are walked with their window in registers. */
import { lines, type Shader } from '../shader';
import type { DepthwiseWindow } from './depthwise';

/** Channels of a workgroup, next to each other in memory, and rows of the output that it walks at the same time. */
export const lanes = { channels: 32, rows: 8 } as const;

const invocations = lanes.channels * lanes.rows;

/**
 * How many rows of the filter one workgroup computes. Small windows are computed whole, from values that are read once; of
 * larger ones, workgroups that run side by side compute a row each, and find each other's values in the cache.
 */
export function rowsAtOnce({ height, width }: Pick<DepthwiseWindow, 'height' | 'width'>): number {
  return height * width <= 9 ? height : 1;
}

/**
 * Workgroups: [groups of channels, and in each the filter's rows; parts of the maps' rows; 1]. Each part's sums go to lines
 * of their own. An invocation walks some rows of one channel from left to right; then the workgroup adds up its rows' sums
 * in their order.
 */
export function depthwiseFilterGradientShader(window: Omit<DepthwiseWindow, 'isFours'>): Shader {
  const { height, width, stride } = window;
  const own = rowsAtOnce(window);
  const each = (line: (row: number, column: number) => string) =>
    lines(own, (row) => lines(width, (column) => line(row, column)));
  const kept = Math.max(0, width - stride);
  return {
    key: `depthwise filter gradient ${height}x${width} ${stride}`,
    ...{ reads: { x: 'f32', dy: 'f32' }, writes: { result: 'f32' } },
    sizes: [...['rows', 'rowsOfPart', 'channels', 'inHeight', 'inWidth', 'outHeight', 'outWidth', 'padTop', 'padLeft']],
    code: () => `
var<workgroup> sums : array<f32, ${width * invocations}>;

/** line: where the row begins; negative for rows of padding. */
fn valueAt(line : i32, column : i32) -> f32 {
  if (line < 0 || column < 0 || column >= sizes.inWidth) { return 0.0; }
  return x[line + column * sizes.channels];
}

@compute @workgroup_size(${invocations})
fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(local_invocation_index) local : u32) {
  let invocation = i32(local);
  let firstRow = (i32(group.x) % ${height / own}) * ${own};
  let firstChannel = (i32(group.x) / ${height / own}) * ${lanes.channels};
  let channel = firstChannel + invocation % ${lanes.channels};
  let part = i32(group.y);
${each((row, column) => `  var sum${row}_${column} = 0.0;`)}
  let end = min(sizes.rows, (part + 1) * sizes.rowsOfPart);
  for (var at = part * sizes.rowsOfPart + invocation / ${lanes.channels}; at < end; at += ${lanes.rows}) {
    if (channel >= sizes.channels) { break; }
    let image = at / sizes.outHeight;
    let top = (at % sizes.outHeight) * ${stride} - sizes.padTop + firstRow;
${lines(
  own,
  (
    row,
  ) => `    let line${row} = select(-1, ((image * sizes.inHeight + top + ${row}) * sizes.inWidth) * sizes.channels + channel,
      top + ${row} >= 0 && top + ${row} < sizes.inHeight);`,
)}
${each((row, column) => {
  const value = column >= stride ? `valueAt(line${row}, ${column - stride} - sizes.padLeft)` : '0.0';
  return `    var value${row}_${column} = ${value};`;
})}
    for (var out = 0; out < sizes.outWidth; out++) {
      let left = out * ${stride} - sizes.padLeft;
${each((row, column) => {
  const value = column < kept ? `value${row}_${column + stride}` : `valueAt(line${row}, left + ${column})`;
  return `      value${row}_${column} = ${value};`;
})}
      let slope = dy[(at * sizes.outWidth + out) * sizes.channels + channel];
${each((row, column) => `      sum${row}_${column} = value${row}_${column} * slope + sum${row}_${column};`)}
    }
  }
${lines(own, (row) => addedRow(row, window))}
}`,
  };
}

/** The sums of one row of the filter over the rows that the workgroup walked. */
function addedRow(row: number, { height, width }: { height: number; width: number }): string {
  return `
${lines(width, (column) => `  sums[${column * invocations} + invocation] = sum${row}_${column};`)}
  workgroupBarrier();
  for (var place = invocation; place < ${width * lanes.channels}; place += ${invocations}) {
    let column = place / ${lanes.channels};
    let lane = place % ${lanes.channels};
    let filterChannel = firstChannel + lane;
    if (filterChannel < sizes.channels) {
      var sum = 0.0;
      for (var step = 0; step < ${lanes.rows}; step++) {
        sum += sums[column * ${invocations} + step * ${lanes.channels} + lane];
      }
      result[((part * ${height} + firstRow + ${row}) * ${width} + column) * sizes.channels + filterChannel] = sum;
    }
  }
  workgroupBarrier();`;
}
