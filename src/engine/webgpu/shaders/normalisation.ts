/** Batch normalisation with its activation: a pass for sums over the rows, and one that adds them up and writes the maps. */
import type { Activation } from '../../../core/networks/fused-kernels';
import { flatEntry, type Shader } from '../shader';
import { addedRows, invocations, laneLines, laneMemory, type Lanes } from './channel-lanes';

/** `blocks`: channels by fours; `epsilon`: its bits; `parts`: of the rows, whose sums lie one after the other. */
const sumSizes = ['rows', 'blocks', 'rowsOfPart'] as const;
const applySizes = ['rows', 'blocks', 'parts', 'rowsOfGroup'] as const;

const entry = `
@compute @workgroup_size(${invocations})
fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(local_invocation_index) local : u32) {`;

/** What a channel's normalised value `z` becomes. */
function activated(activation: Activation): string {
  if (activation === 'none') return 'z';
  // Not `max`, which may drop what is not a number.
  return activation === 'relu' ? 'select(z, vec4<f32>(), z < vec4<f32>())' : 'z / (1.0 + exp(-z))';
}

/** The gradient by `z` of what is `dy` by the activated value. */
function slopeOf(activation: Activation): string {
  switch (activation) {
    case 'none':
      return '  return dy;';
    case 'relu':
      return '  return select(vec4<f32>(), dy, z > vec4<f32>());';
    case 'swish':
      return '  let share = 1.0 / (1.0 + exp(-z));\n  return dy * share * (1.0 + z * (1.0 - share));';
  }
}

/** Sums of the distance from the first row, and of its square: the variance stays right where the mean is large. */
export function statisticsSums(lanes: Lanes): Shader {
  return {
    key: `statistics sums ${lanes.across}`,
    ...{ reads: { x: 'vec4<f32>' }, writes: { sums: 'vec4<f32>' }, sizes: sumSizes },
    code: () => `${laneMemory}
${entry}
${laneLines(lanes, 'i32(group.x)')}
  let part = i32(group.y);
  var first = vec4<f32>();
  var second = vec4<f32>();
  if (block < sizes.blocks) {
    let origin = x[block];
    let end = min(sizes.rows, (part + 1) * sizes.rowsOfPart);
    for (var at = part * sizes.rowsOfPart + row; at < end; at += ${lanes.down}) {
      let far = x[at * sizes.blocks + block] - origin;
      first += far;
      second = far * far + second;
    }
  }
${addedRows(lanes)}
  if (row == 0 && block < sizes.blocks) {
    sums[2 * part * sizes.blocks + block] = first;
    sums[(2 * part + 1) * sizes.blocks + block] = second;
  }
}`,
  };
}

/** WGSL: `first` and `second` become the sums over the parts, in the same order in every workgroup. */
function addedParts(lanes: Lanes): string {
  return `  var first = vec4<f32>();
  var second = vec4<f32>();
  if (block < sizes.blocks) {
    for (var part = row; part < sizes.parts; part += ${lanes.down}) {
      first += sums[2 * part * sizes.blocks + block];
      second += sums[(2 * part + 1) * sizes.blocks + block];
    }
  }
${addedRows(lanes)}`;
}

/** By the batch's own statistics, which the first workgroup of each group of channels writes down. */
export function normaliseByBatch(lanes: Lanes, activation: Activation): Shader {
  return {
    key: `normalise by batch ${lanes.across} ${activation}`,
    reads: { x: 'vec4<f32>', scale: 'vec4<f32>', shift: 'vec4<f32>', sums: 'vec4<f32>' },
    writes: { y: 'vec4<f32>', means: 'vec4<f32>', variances: 'vec4<f32>' },
    sizes: [...applySizes, 'epsilon'],
    code: () => `${laneMemory}
${entry}
${laneLines(lanes, 'i32(group.x)')}
${addedParts(lanes)}
  if (block >= sizes.blocks) { return; }
  let count = f32(sizes.rows);
  let shifted = first / count;
  let mean = x[block] + shifted;
  let variance = max(vec4<f32>(), second / count - shifted * shifted);
  if (group.y == 0u && row == 0) {
    means[block] = mean;
    variances[block] = variance;
  }
  let factor = scale[block] * (1.0 / sqrt(variance + bitcast<f32>(sizes.epsilon)));
  let offset = shift[block];
  let start = i32(group.y) * sizes.rowsOfGroup;
  for (var at = start + row; at < min(sizes.rows, start + sizes.rowsOfGroup); at += ${lanes.down}) {
    let z = (x[at * sizes.blocks + block] - mean) * factor + offset;
    y[at * sizes.blocks + block] = ${activated(activation)};
  }
}`,
  };
}

/** By given statistics. */
export function normaliseByGiven(activation: Activation): Shader {
  const channel = { scale: 'vec4<f32>', shift: 'vec4<f32>', mean: 'vec4<f32>', variance: 'vec4<f32>' } as const;
  return {
    key: `normalise by given ${activation}`,
    ...{ reads: { x: 'vec4<f32>', ...channel }, writes: { y: 'vec4<f32>' } },
    sizes: ['count', 'blocks', 'epsilon'],
    code: () => `${flatEntry('sizes.count')}
  let block = index % sizes.blocks;
  let factor = scale[block] * (1.0 / sqrt(variance[block] + bitcast<f32>(sizes.epsilon)));
  let z = (x[index] - mean[block]) * factor + shift[block];
  y[index] = ${activated(activation)};
}`,
  };
}

/**
 * Sums of the gradient by `z`, and of its product with the distance from the mean. The first part writes what the channels'
 * normalisation was, too, after all sums: mean, 1 / deviation, scale and shift.
 */
export function gradientSums(lanes: Lanes, activation: Activation): Shader {
  const channel = { mean: 'vec4<f32>', variance: 'vec4<f32>', scale: 'vec4<f32>', shift: 'vec4<f32>' } as const;
  return {
    key: `normalisation gradient sums ${lanes.across} ${activation}`,
    reads: { dy: 'vec4<f32>', x: 'vec4<f32>', ...channel },
    ...{ writes: { sums: 'vec4<f32>' }, sizes: [...sumSizes, 'parts', 'epsilon'] },
    code: () => `${laneMemory}
fn slopeOf(dy : vec4<f32>, z : vec4<f32>) -> vec4<f32> {
${slopeOf(activation)}
}
${entry}
${laneLines(lanes, 'i32(group.x)')}
  let part = i32(group.y);
  var first = vec4<f32>();
  var second = vec4<f32>();
  if (block < sizes.blocks) {
    let inverse = 1.0 / sqrt(variance[block] + bitcast<f32>(sizes.epsilon));
    let factor = scale[block] * inverse;
    let end = min(sizes.rows, (part + 1) * sizes.rowsOfPart);
    for (var at = part * sizes.rowsOfPart + row; at < end; at += ${lanes.down}) {
      let far = x[at * sizes.blocks + block] - mean[block];
      let slope = slopeOf(dy[at * sizes.blocks + block], far * factor + shift[block]);
      first += slope;
      second = slope * far + second;
    }
    if (part == 0 && row == 0) {
      let given = 2 * sizes.parts * sizes.blocks + block;
      sums[given] = mean[block];
      sums[given + sizes.blocks] = inverse;
      sums[given + 2 * sizes.blocks] = scale[block];
      sums[given + 3 * sizes.blocks] = shift[block];
    }
  }
${addedRows(lanes)}
  if (row == 0 && block < sizes.blocks) {
    sums[2 * part * sizes.blocks + block] = first;
    sums[(2 * part + 1) * sizes.blocks + block] = second;
  }
}`,
  };
}

/** dx = scale / deviation (dz - mean(dz) - unit mean(dz unit)); by given statistics there are no such means. */
export function gradientApply(lanes: Lanes, activation: Activation, statistics: 'batch' | 'fixed'): Shader {
  const isOfBatch = statistics === 'batch';
  return {
    key: `normalisation gradient ${lanes.across} ${activation} ${statistics}`,
    reads: { dy: 'vec4<f32>', x: 'vec4<f32>', sums: 'vec4<f32>' },
    writes: { dx: 'vec4<f32>', scaleGradient: 'vec4<f32>', shiftGradient: 'vec4<f32>' },
    sizes: applySizes,
    code: () => `${laneMemory}
fn slopeOf(dy : vec4<f32>, z : vec4<f32>) -> vec4<f32> {
${slopeOf(activation)}
}
${entry}
${laneLines(lanes, 'i32(group.x)')}
${addedParts(lanes)}
  if (block >= sizes.blocks) { return; }
  let given = 2 * sizes.parts * sizes.blocks + block;
  let mean = sums[given];
  let inverse = sums[given + sizes.blocks];
  let factor = sums[given + 2 * sizes.blocks] * inverse;
  let offset = sums[given + 3 * sizes.blocks];
  if (group.y == 0u && row == 0) {
    scaleGradient[block] = second * inverse;
    shiftGradient[block] = first;
  }
${isOfBatch ? '  let average = first / f32(sizes.rows);\n  let along = second * inverse * inverse / f32(sizes.rows);' : ''}
  let start = i32(group.y) * sizes.rowsOfGroup;
  for (var at = start + row; at < min(sizes.rows, start + sizes.rowsOfGroup); at += ${lanes.down}) {
    let far = x[at * sizes.blocks + block] - mean;
    let slope = slopeOf(dy[at * sizes.blocks + block], far * factor + offset);
    dx[at * sizes.blocks + block] = factor * ${isOfBatch ? '(slope - average - far * along)' : 'slope'};
  }
}`,
  };
}
