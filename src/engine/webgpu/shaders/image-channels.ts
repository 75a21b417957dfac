/** Sums over the pixels of each image: a workgroup has some channels of one image. */
import type { Shader } from '../shader';
import { addedRows, invocations, laneLines, laneMemory, type Lanes } from './channel-lanes';

/** Workgroups: [groups of channels, images, 1]. `pixels`: of an image; `blocks`: channels by fours. */
const sizes = ['pixels', 'blocks'] as const;

function entry(lanes: Lanes): string {
  return `${laneMemory}
@compute @workgroup_size(${invocations})
fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(local_invocation_index) local : u32) {
${laneLines(lanes, 'i32(group.x)')}
  let image = i32(group.y);
  var first = vec4<f32>();
  var second = vec4<f32>();`;
}

export function channelMeansShader(lanes: Lanes): Shader {
  const { across, down } = lanes;
  return {
    key: `channel means ${across}`,
    ...{ reads: { x: 'vec4<f32>' }, writes: { y: 'vec4<f32>' }, sizes },
    // Two sums an invocation: the next values are on their way while one is added.
    code: () => `${entry(lanes)}
  if (block < sizes.blocks) {
    let start = image * sizes.pixels;
    for (var pixel = row; pixel < sizes.pixels; pixel += ${2 * down}) {
      first += x[(start + pixel) * sizes.blocks + block];
      if (pixel + ${down} < sizes.pixels) { second += x[(start + pixel + ${down}) * sizes.blocks + block]; }
    }
  }
${addedRows(lanes)}
  if (row == 0 && block < sizes.blocks) {
    y[image * sizes.blocks + block] = (first + second) / f32(sizes.pixels);
  }
}`,
  };
}

/** Maps and their gradient are read once for both results. */
export function scaleChannelsGradientShader(lanes: Lanes): Shader {
  return {
    key: `scale channels gradient ${lanes.across}`,
    reads: { dy: 'vec4<f32>', x: 'vec4<f32>', scale: 'vec4<f32>' },
    ...{ writes: { dx: 'vec4<f32>', scaleGradient: 'vec4<f32>' }, sizes },
    code: () => `${entry(lanes)}
  if (block < sizes.blocks) {
    let own = scale[image * sizes.blocks + block];
    for (var pixel = row; pixel < sizes.pixels; pixel += ${lanes.down}) {
      let place = (image * sizes.pixels + pixel) * sizes.blocks + block;
      let slope = dy[place];
      dx[place] = slope * own;
      first = slope * x[place] + first;
    }
  }
${addedRows(lanes)}
  if (row == 0 && block < sizes.blocks) { scaleGradient[image * sizes.blocks + block] = first; }
}`,
  };
}
