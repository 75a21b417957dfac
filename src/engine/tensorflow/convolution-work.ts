/** A convolution or one of its gradients as an operation of TensorFlow, on the kernel that takes the least time. */
import * as tf from '@tensorflow/tfjs-core';
import { convolutionAttributes, convolutionGeometry } from './convolution-attributes';
import { exampleValues, runOnOneDnn, type OneDnn } from './one-dnn';
import { runOperation, type Operation } from './operations';
import { isPointwise, pointwiseFilterGradient, pointwiseInputGradient } from './pointwise-gradients';

type Geometry = tf.backend_util.Conv2DInfo;

export interface ConvolutionWork {
  /** What is computed: the output, or the gradient of the input or of the filter. */
  readonly result: 'output' | 'input' | 'filter';
  readonly isDepthwise: boolean;
  readonly geometry: Geometry;
  /** Input and filter for the output; the other of the two and the output's gradient for a gradient. */
  readonly given: readonly [tf.Tensor, tf.Tensor];
}

export function runConvolution(backend: unknown, work: ConvolutionWork, oneDnn: OneDnn): tf.Tensor {
  if (isFasterOnOneDnn(work) && oneDnn.has(backend, nameOf(work), () => comparison(backend, work))) {
    return runFast(backend, work);
  }
  const { result, isDepthwise, geometry, given } = work;
  if (isDepthwise || !isPointwise(geometry) || result === 'output') return run(backend, work);
  const gradient = result === 'input' ? pointwiseInputGradient : pointwiseFilterGradient;
  return gradient(backend, ...given);
}

/**
 * By what was measured on the shapes of Xception and EfficientNet-B0 (TensorFlow 2.21, Zen 5, one thread): depthwise, a
 * half to an eighth of the time, but twice to six times for the filter gradient of 5x5; else a third to the same, but more
 * for 1x1 going forward and for most of their filter gradients.
 */
function isFasterOnOneDnn({ result, isDepthwise, geometry }: ConvolutionWork): boolean {
  const { filterHeight, filterWidth, dilationHeight, dilationWidth } = geometry;
  const size = Math.max(filterHeight, filterWidth);
  if (Math.max(dilationHeight, dilationWidth) > 1) return false;
  // With explicit padding they were not tried.
  if ('explicit_paddings' in convolutionAttributes(geometry)) return false;
  if (result === 'input') return true;
  return isDepthwise ? result === 'output' || size <= 3 : size > 1;
}

function run(backend: unknown, work: ConvolutionWork): tf.Tensor {
  return tf.tidy(() => runOperation(backend, operationOf(work)));
}

function runFast(backend: unknown, work: ConvolutionWork): tf.Tensor {
  const { inShape, filterShape, outShape } = work.geometry;
  const shape = { output: outShape, input: inShape, filter: filterShape }[work.result];
  return tf.tidy(() => {
    const [result] = runOnOneDnn(backend, { operation: operationOf(work), outputs: 1, shape });
    if (!result) throw new Error('A convolution gave no output.');
    return result;
  });
}

const suffixes = { output: '', input: 'BackpropInput', filter: 'BackpropFilter' };

function nameOf({ result, isDepthwise }: ConvolutionWork): string {
  return `${isDepthwise ? 'DepthwiseConv2dNative' : 'Conv2D'}${suffixes[result]}`;
}

/** For the gradients TensorFlow takes the shape of what it is to compute as a tensor, which the caller disposes (tidy). */
function operationOf(work: ConvolutionWork): Operation {
  const { result, geometry, given } = work;
  const [first, second] = given;
  const shape = (sides: number[]) => tf.tensor1d(sides, 'int32');
  const inputs = {
    output: () => [first, second],
    input: () => [shape(geometry.inShape), first, second],
    filter: () => [first, shape(geometry.filterShape), second],
  };
  return { name: nameOf(work), attributes: convolutionAttributes(geometry), inputs: inputs[result]() };
}

function comparison(backend: unknown, { result, isDepthwise }: ConvolutionWork) {
  const window = { strides: 1, pad: 'same' };
  const filterShape: [number, number, number, number] = [3, 3, 8, isDepthwise ? 1 : 16];
  const geometry = convolutionGeometry(window, { input: [2, 5, 6, 8], filter: filterShape, isDepthwise });
  const [input, filter, gradient] = [geometry.inShape, geometry.filterShape, geometry.outShape].map(exampleValues);
  if (!input || !filter || !gradient) throw new Error('An example has three shapes.');
  const given = { output: [input, filter], input: [filter, gradient], filter: [input, gradient] } as const;
  const example: ConvolutionWork = { result, isDepthwise, geometry, given: given[result] };
  return { own: () => [run(backend, example)], fast: () => [runFast(backend, example)] };
}
