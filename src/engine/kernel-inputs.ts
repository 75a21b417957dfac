/** Typed access to what tfjs hands to a kernel: tensors and convolution attributes. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

export type KernelArguments = Parameters<tf.KernelFunc>[0];

/** The input called `name`. */
export function inputOf({ inputs }: KernelArguments, name: string): tf.TensorInfo {
  const input = inputs[name];
  if (input) return input;
  throw new TypeError(`The kernel was given no input "${name}".`);
}

/**
 * Of a kernel that takes any number of each: the inputs called `names` with 0 behind them, then with 1 and so on. It may have
 * fewer other inputs than there are names.
 */
export function numberedInputs(received: KernelArguments, names: readonly string[]): tf.TensorInfo[][] {
  const count = Math.floor(Object.keys(received.inputs).length / names.length);
  return Array.from({ length: count }, (_, index) => names.map((name) => inputOf(received, `${name}${index}`)));
}

export function isFloat(tensor: tf.TensorInfo): boolean {
  return tensor.dtype === 'float32';
}

const side = z.number().int();
const Strides = z.union([side, z.tuple([side, side])]);
const Pad = z.union([z.enum(['same', 'valid']), side, z.tuple([z.any(), z.any(), z.any(), z.any()])]);
const Rounding = z.enum(['floor', 'round', 'ceil']).nullish();

const ConvolutionAttributes = z.object({
  strides: Strides,
  pad: z.custom<Parameters<typeof tf.backend_util.computeConv2DInfo>[4]>((value) => Pad.safeParse(value).success),
  dataFormat: z.literal('NHWC').optional(),
  dimRoundingMode: Rounding,
  dilations: Strides.nullish(),
  inputShape: z.array(side).optional(),
  filterShape: z.array(side).optional(),
});

/** The geometry of a convolution, NHWC, out of a kernel's attributes and the shapes that it has as tensors. */
export function convolutionGeometry(
  attributes: unknown,
  shapes: { input?: readonly number[]; filter?: readonly number[]; isDepthwise: boolean },
): tf.backend_util.Conv2DInfo {
  const { strides, pad, dimRoundingMode, dilations, inputShape, filterShape } = ConvolutionAttributes.parse(attributes);
  const input = shapes.input ?? inputShape;
  const filter = shapes.filter ?? filterShape;
  if (!input || !filter) throw new TypeError('The gradient kernel was given no shapes.');
  return tf.backend_util.computeConv2DInfo(
    ofRank4(input),
    ofRank4(filter),
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode ?? undefined,
    shapes.isDepthwise,
  );
}

const pair = z.tuple([side, side]);
const PoolAttributes = z.object({
  filterSize: Strides,
  strides: Strides,
  pad: z.union([z.enum(['same', 'valid']), side, z.tuple([pair, pair, pair, pair])]),
  dimRoundingMode: Rounding,
});

export function poolGeometry(attributes: unknown, input: readonly number[]): tf.backend_util.Conv2DInfo {
  const { filterSize, strides, pad, dimRoundingMode } = PoolAttributes.parse(attributes);
  const rounding = dimRoundingMode ?? undefined;
  return tf.backend_util.computePool2DInfo(ofRank4(input), filterSize, strides, 1, pad, rounding);
}

export function ofRank4(shape: readonly number[]): [number, number, number, number] {
  const [batch, height, width, channels, ...more] = shape;
  if (batch === undefined || height === undefined || width === undefined || channels === undefined || more.length > 0) {
    throw new TypeError(`The kernel needs 4 dimensions, not [${shape.join(', ')}].`);
  }
  return [batch, height, width, channels];
}

/** Whether a sum is over all axes but the last. */
export function isChannelSum(received: KernelArguments): boolean {
  const input = inputOf(received, 'x');
  const rank = input.shape.length;
  const axes = tf.util.parseAxisParam(axisOf(received), input.shape);
  const isAllButLast = rank > 1 && axes.length === rank - 1 && !axes.includes(rank - 1);
  return isAllButLast && isFloat(input) && tf.util.sizeFromShape(input.shape) > 0;
}

export function channelSumShape(received: KernelArguments): number[] {
  const { shape } = inputOf(received, 'x');
  const last = shape.length - 1;
  if (received.attrs?.['keepDims'] !== true) return shape.slice(last);
  return shape.map((side, axis) => (axis === last ? side : 1));
}

function axisOf({ attrs }: KernelArguments): number[] | number {
  const axis = attrs?.['axis'];
  if (typeof axis === 'number') return axis;
  return Array.isArray(axis) ? axis.map(Number) : [];
}
