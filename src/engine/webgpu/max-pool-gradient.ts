/** MaxPoolGrad, whose stock WebGPU kernel gives the gradient to the last of equal maxima; PyTorch gives it to the first. */
import { webgpu_util, WebGPUBackend, type WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

type Geometry = tf.backend_util.Conv2DInfo;

const side = z.number().int();
const Sides = z.union([side, z.tuple([side, side])]);
const pair = z.tuple([side, side]);
const PoolAttributes = z.object({
  filterSize: Sides,
  strides: Sides,
  pad: z.union([z.enum(['same', 'valid']), side, z.tuple([pair, pair, pair, pair])]),
  dimRoundingMode: z.enum(['floor', 'round', 'ceil']).nullish(),
});
const Maps = z.object({
  dataId: z.custom<object>((value) => typeof value === 'object' && value !== null),
  shape: z.tuple([side, side, side, side]),
  dtype: z.literal('float32'),
});

/** `pool_webgpu` of tfjs-backend-webgpu 4.22 looks for the maximum with `>=`, where `cpu` and PyTorch use `>`. */
export const maxPoolGradient: tf.KernelConfig = {
  kernelName: 'MaxPoolGrad',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, backend, attrs }) => {
    if (!(backend instanceof WebGPUBackend)) throw new TypeError('This kernel runs on the webgpu backend only.');
    const input = Maps.parse(inputs['input']);
    const outputGradient = Maps.parse(inputs['dy']);
    const { filterSize, strides, pad, dimRoundingMode } = PoolAttributes.parse(attrs);
    const rounding = dimRoundingMode ?? undefined;
    const geometry = tf.backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad, rounding);
    const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
    return backend.runWebGPUProgram(firstMaximumProgram(geometry), [outputGradient, input], 'float32', [
      { type: 'int32', data: [filterHeight, filterWidth] },
      { type: 'int32', data: [strideHeight, strideWidth] },
      { type: 'int32', data: [padInfo.top, padInfo.left] },
    ]);
  },
};

/** One invocation per value of the input: it collects the gradient of every window whose first maximum that value is. */
function firstMaximumProgram({ inShape }: Geometry): WebGPUProgram {
  const workgroupSize: [number, number, number] = [64, 1, 1];
  const dispatchLayout = webgpu_util.flatDispatchLayout(inShape);
  return {
    variableNames: ['dy', 'x'],
    uniforms: 'window : vec2<i32>, strides : vec2<i32>, pads : vec2<i32>,',
    outputShape: inShape,
    workgroupSize,
    dispatchLayout,
    dispatch: webgpu_util.computeDispatch(dispatchLayout, inShape, workgroupSize),
    size: true,
    shaderKey: 'cored_first_maximum_gradient',
    getUserCode: () => shader,
  };
}

/** WGSL; tfjs puts the accessors `getX`, `getDy` and `setOutputAtIndex` and the uniforms in front. */
const shader = `
  fn isFirstMaximum(batch : i32, channel : i32, at : vec2<i32>, corner : vec2<i32>) -> bool {
    let value = getX(batch, at.x, at.y, channel);
    let first = max(corner, vec2<i32>(0, 0));
    let end = min(corner + uniforms.window, uniforms.xShape.yz);
    for (var row = first.x; row < end.x; row++) {
      for (var column = first.y; column < end.y; column++) {
        let other = getX(batch, row, column, channel);
        let isBefore = row < at.x || (row == at.x && column < at.y);
        if (other > value || (isBefore && other == value)) {
          return false;
        }
      }
    }
    return true;
  }

  fn main(index : i32) {
    if (index < uniforms.size) {
      let place = getCoordsFromIndex(index);
      let at = place.yz;
      // The windows that hold the value: ceil((at + pad - window + 1) / stride) up to floor((at + pad) / stride).
      let reach = at + uniforms.pads;
      let first = max(vec2<i32>(0, 0), (reach - uniforms.window + uniforms.strides) / uniforms.strides);
      let last = min(reach / uniforms.strides, uniforms.dyShape.yz - 1);
      var gradient = 0.0;
      for (var row = first.x; row <= last.x; row++) {
        for (var column = first.y; column <= last.y; column++) {
          let corner = vec2<i32>(row, column) * uniforms.strides - uniforms.pads;
          if (isFirstMaximum(place.x, place.w, at, corner)) {
            gradient += getDy(place.x, row, column, place.w);
          }
        }
      }
      setOutputAtIndex(index, gradient);
    }
  }
`;
