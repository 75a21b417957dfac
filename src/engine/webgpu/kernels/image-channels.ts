/** Core's fused operations on channels of each image (src/core/networks/fused-kernels.ts). */
import { z } from 'zod';
import { ofRank4 } from '../../kernel-inputs';
import { flatEntry, type Shader } from '../shader';
import { ShaderRuns } from '../shader-runs';
import { lanesOf } from '../shaders/channel-lanes';
import { channelMeansShader, scaleChannelsGradientShader } from '../shaders/image-channels';
import { webgpuKernel } from '../webgpu-kernel';

export const channelMeans = webgpuKernel('ChannelMeans', ({ backend, input }) => {
  const maps = input('x');
  const [batch, height, width, channels] = ofRank4(maps.shape);
  const means = backend.allocate([batch, channels]);
  const lanes = lanesOf(channels / 4);
  backend.runShader(channelMeansShader(lanes), {
    ...{ reads: [maps], writes: [means], sizes: [height * width, channels / 4] },
    workgroups: [Math.ceil(channels / 4 / lanes.across), batch, 1],
  });
  return means;
});

const channelMeansGradientShader: Shader = {
  key: 'channel means gradient',
  ...{ reads: { dy: 'vec4<f32>' }, writes: { dx: 'vec4<f32>' }, sizes: ['count', 'pixels', 'blocks'] },
  code: () => `${flatEntry('sizes.count')}
  let image = index / (sizes.pixels * sizes.blocks);
  dx[index] = dy[image * sizes.blocks + index % sizes.blocks] / f32(sizes.pixels);
}`,
};

const MapSize = z.object({ height: z.number().int(), width: z.number().int() });

export const channelMeansGradient = webgpuKernel('ChannelMeansGradient', ({ backend, attributes, input }) => {
  const outer = input('dy');
  const { height, width } = MapSize.parse(attributes);
  const [batch = 0, channels = 0] = outer.shape;
  const gradient = backend.allocate([batch, height, width, channels]);
  const count = (batch * height * width * channels) / 4;
  backend.runShader(channelMeansGradientShader, {
    ...{ reads: [outer], writes: [gradient], sizes: [count, height * width, channels / 4] },
    workgroups: ShaderRuns.flat(count),
  });
  return gradient;
});

const scaleChannelsShader: Shader = {
  key: 'scale channels',
  reads: { x: 'vec4<f32>', scale: 'vec4<f32>' },
  ...{ writes: { y: 'vec4<f32>' }, sizes: ['count', 'pixels', 'blocks'] },
  code: () => `${flatEntry('sizes.count')}
  let image = index / (sizes.pixels * sizes.blocks);
  y[index] = x[index] * scale[image * sizes.blocks + index % sizes.blocks];
}`,
};

export const scaleChannels = webgpuKernel('ScaleChannels', ({ backend, input }) => {
  const maps = input('x');
  const [batch, height, width, channels] = ofRank4(maps.shape);
  const output = backend.allocate(maps.shape);
  const count = (batch * height * width * channels) / 4;
  backend.runShader(scaleChannelsShader, {
    ...{ reads: [maps, input('factor')], writes: [output], sizes: [count, height * width, channels / 4] },
    workgroups: ShaderRuns.flat(count),
  });
  return output;
});

export const scaleChannelsGradient = webgpuKernel('ScaleChannelsGradient', ({ backend, input }) => {
  const [outer, maps, factor] = [input('dy'), input('x'), input('factor')];
  const [batch, height, width, channels] = ofRank4(maps.shape);
  const gradients = [backend.allocate(maps.shape), backend.allocate(factor.shape)];
  const lanes = lanesOf(channels / 4);
  backend.runShader(scaleChannelsGradientShader(lanes), {
    ...{ reads: [outer, maps, factor], writes: gradients, sizes: [height * width, channels / 4] },
    workgroups: [Math.ceil(channels / 4 / lanes.across), batch, 1],
  });
  return gradients;
});
