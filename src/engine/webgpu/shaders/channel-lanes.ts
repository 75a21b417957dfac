/** Workgroups that sum over rows of channels: their invocations stand side by side in memory, and rows of them below. */
export const invocations = 256;

export interface Lanes {
  /** Invocations side by side, each with four channels. */
  readonly across: number;
  /** Rows that a workgroup treats at the same time. */
  readonly down: number;
}

/** As wide as few invocations idle. `blocks`: channels by fours. */
export function lanesOf(blocks: number): Lanes {
  const idle = (across: number) => Math.ceil(blocks / across) * across - blocks;
  const across = [16, 8, 4].find((width) => idle(width) <= blocks / 8) ?? 4;
  return { across, down: invocations / across };
}

/** WGSL of what an invocation is: `lane` and `row` in the workgroup, `block` of its channels, at `group` of those. */
export function laneLines({ across }: Lanes, group: string): string {
  return `  let lane = i32(local) % ${across};
  let row = i32(local) / ${across};
  let block = ${group} * ${across} + lane;`;
}

/** Workgroup memory for `addedRows`. */
export const laneMemory = `
var<workgroup> laneSums : array<array<vec4<f32>, ${invocations}>, 2>;
var<workgroup> laneTotals : array<array<vec4<f32>, 16>, 2>;`;

/**
 * WGSL that makes of `first` and `second` their sums over the rows of the workgroup, in the order of the rows. Every
 * invocation has to come by.
 */
export function addedRows({ across, down }: Lanes): string {
  return `  laneSums[0][local] = first;
  laneSums[1][local] = second;
  workgroupBarrier();
  if (row < 2) {
    var total = vec4<f32>();
    for (var step = 0; step < ${down}; step++) { total += laneSums[row][step * ${across} + lane]; }
    laneTotals[row][lane] = total;
  }
  workgroupBarrier();
  first = laneTotals[0][lane];
  second = laneTotals[1][lane];`;
}
