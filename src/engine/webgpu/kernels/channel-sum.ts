/** Sum over all axes but the last: the gradient of a bias. Few rows or many, one or two dispatches; stock transposes first. */
import * as tf from '@tensorflow/tfjs-core';
import { channelSumShape, isChannelSum } from '../../kernel-inputs';
import type { Shader } from '../shader';
import { webgpuKernel } from '../webgpu-kernel';
import { inParts } from './ordered-sum';

/** Channels of a workgroup, next to each other in memory, and rows that it adds up at the same time. */
const lanes = { channels: 32, rows: 8 } as const;
const mostParts = 64;

/** Workgroups: [groups of channels, parts of the rows, 1]. */
const shader: Shader = {
  key: 'channel sum',
  ...{ reads: { x: 'f32' }, writes: { result: 'f32' }, sizes: ['rows', 'rowsOfPart', 'channels'] },
  code: () => `
var<workgroup> sums : array<f32, ${lanes.channels * lanes.rows}>;
@compute @workgroup_size(${lanes.channels * lanes.rows})
fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(local_invocation_index) local : u32) {
  let invocation = i32(local);
  let lane = invocation % ${lanes.channels};
  let channel = i32(group.x) * ${lanes.channels} + lane;
  let part = i32(group.y);
  var sum = 0.0;
  let end = min(sizes.rows, (part + 1) * sizes.rowsOfPart);
  for (var row = part * sizes.rowsOfPart + invocation / ${lanes.channels}; row < end; row += ${lanes.rows}) {
    if (channel < sizes.channels) { sum += x[row * sizes.channels + channel]; }
  }
  sums[local] = sum;
  workgroupBarrier();
  if (invocation < ${lanes.channels} && channel < sizes.channels) {
    for (var step = 1; step < ${lanes.rows}; step++) { sum += sums[step * ${lanes.channels} + lane]; }
    result[part * sizes.channels + channel] = sum;
  }
}`,
};

/** `stock` computes every other reduction. */
export function channelSum(stock: tf.KernelFunc): tf.KernelConfig {
  const ours = webgpuKernel('Sum', ({ backend, given, input }) => {
    const values = input('x');
    const channels = values.shape.at(-1) ?? 1;
    const rows = tf.util.sizeFromShape(values.shape) / channels;
    const wished = Math.min(mostParts, Math.ceil(rows / (4 * lanes.rows)));
    const rowsOfPart = lanes.rows * Math.ceil(rows / wished / lanes.rows);
    const parts = Math.ceil(rows / rowsOfPart);
    return inParts(backend, { parts, shape: channelSumShape(given) }, (result) =>
      backend.runShader(shader, {
        ...{ reads: [values], writes: [result], sizes: [rows, rowsOfPart, channels] },
        workgroups: [Math.ceil(channels / lanes.channels), parts, 1],
      }),
    );
  });
  return { ...ours, kernelFunc: (given) => (isChannelSum(given) ? ours.kernelFunc(given) : stock(given)) };
}
