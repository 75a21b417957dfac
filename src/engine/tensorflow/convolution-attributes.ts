/** Where a window lies on the feature maps: tfjs's geometry of convolution and pooling in TensorFlow's attributes. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { float32, type Attribute } from './operations';

type Geometry = tf.backend_util.Conv2DInfo;
type Pad = Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
type Shape4 = [number, number, number, number];

const side = z.number().int();
const Shape = z.tuple([side, side, side, side]);
const Sides = z.union([side, z.tuple([side, side])]);
const Pixels = z.tuple([side, side]);
const Padding = z.union([z.enum(['same', 'valid']), side, z.tuple([Pixels, Pixels, Pixels, Pixels])]);

const WindowAttributes = z.object({
  strides: Sides,
  pad: z.custom<Pad>((value) => Padding.safeParse(value).success),
  // TensorFlow rounds down.
  dimRoundingMode: z.literal('floor').nullish(),
  dataFormat: z.literal('NHWC').nullish(),
});
const ConvolutionAttributes = WindowAttributes.extend({
  dilations: Sides.nullish(),
  inputShape: Shape.optional(),
  filterShape: Shape.optional(),
});
const PoolAttributes = WindowAttributes.extend({ filterSize: Sides });

/** A convolution's geometry, NHWC; the gradients' attributes bring the shape that their tensors do not have. */
export function convolutionGeometry(
  attributes: unknown,
  shapes: { readonly input?: Shape4; readonly filter?: Shape4; readonly isDepthwise: boolean },
): Geometry {
  const { strides, pad, dimRoundingMode, dilations, inputShape, filterShape } = ConvolutionAttributes.parse(attributes);
  const input = shapes.input ?? inputShape;
  const filter = shapes.filter ?? filterShape;
  if (!input || !filter) throw new TypeError('The convolution was given no shapes.');
  const { computeConv2DInfo } = tf.backend_util;
  return computeConv2DInfo(
    input,
    filter,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode ?? undefined,
    shapes.isDepthwise,
  );
}

export function poolGeometry(attributes: unknown, input: Shape4): Geometry {
  const { filterSize, strides, pad, dimRoundingMode } = PoolAttributes.parse(attributes);
  return tf.backend_util.computePool2DInfo(input, filterSize, strides, 1, pad, dimRoundingMode ?? undefined);
}

/** For Conv2D, DepthwiseConv2dNative and their gradients. */
export function convolutionAttributes(geometry: Geometry): Record<string, Attribute> {
  return {
    ...windowAttributes(geometry),
    dilations: { ints: [1, geometry.dilationHeight, geometry.dilationWidth, 1] },
  };
}

/** For MaxPool and MaxPoolGrad. */
export function poolAttributes(geometry: Geometry): Record<string, Attribute> {
  return { ...windowAttributes(geometry), ksize: { ints: [1, geometry.filterHeight, geometry.filterWidth, 1] } };
}

function windowAttributes(geometry: Geometry): Record<string, Attribute> {
  const { top, bottom, left, right } = geometry.padInfo;
  const common = {
    T: float32,
    data_format: { text: 'NHWC' },
    strides: { ints: [1, geometry.strideHeight, geometry.strideWidth, 1] },
  };
  if (top + bottom + left + right === 0) return { ...common, padding: { text: 'VALID' } };
  if (isSame(geometry)) return { ...common, padding: { text: 'SAME' } };
  const explicit = { ints: [0, 0, top, bottom, left, right, 0, 0] };
  return { ...common, padding: { text: 'EXPLICIT' }, explicit_paddings: explicit };
}

/** TensorFlow's SAME pads as little as it can, less before than after; its kernels are faster than those for EXPLICIT. */
function isSame(geometry: Geometry): boolean {
  const { inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth, padInfo } = geometry;
  const { effectiveFilterHeight, effectiveFilterWidth } = geometry;
  const vertical = { pixels: inHeight, outputs: outHeight, size: effectiveFilterHeight, stride: strideHeight };
  const horizontal = { pixels: inWidth, outputs: outWidth, size: effectiveFilterWidth, stride: strideWidth };
  return (
    isSameAlong({ ...vertical, before: padInfo.top, after: padInfo.bottom }) &&
    isSameAlong({ ...horizontal, before: padInfo.left, after: padInfo.right })
  );
}

function isSameAlong(axis: Record<'pixels' | 'outputs' | 'size' | 'stride' | 'before' | 'after', number>): boolean {
  const { pixels, outputs, size, stride, before, after } = axis;
  if (outputs !== Math.ceil(pixels / stride)) return false;
  const total = Math.max(0, (outputs - 1) * stride + size - pixels);
  // What PyTorch pads after the last window's end is never read.
  const read = Math.max(0, (outputs - 1) * stride + size - pixels - before);
  return before === Math.floor(total / 2) && after >= read;
}
