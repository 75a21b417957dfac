/** Convolution and depthwise convolution with their gradients, and max pooling, with any padding: tfjs-node's refuse pixels. */
import type * as tf from '@tensorflow/tfjs-core';
import { convolutionGeometry, poolAttributes, poolGeometry } from './convolution-attributes';
import { runConvolution } from './convolution-work';
import { inputTensor4d, kernel, type KernelArguments } from './kernel-inputs';
import { OneDnn } from './one-dnn';
import { runOperation } from './operations';

interface Kind {
  readonly isDepthwise: boolean;
  readonly oneDnn: OneDnn;
}

/** Kernels of their own for every backend that is opened: they remember what that one has. */
export function convolutions(): tf.KernelConfig[] {
  const oneDnn = new OneDnn();
  const kinds = [
    { name: 'Conv2D', kind: { isDepthwise: false, oneDnn } },
    { name: 'DepthwiseConv2dNative', kind: { isDepthwise: true, oneDnn } },
  ];
  return [
    ...kinds.flatMap(({ name, kind }) => [
      kernel(name, (received) => convolve(received, kind)),
      kernel(`${name}BackpropInput`, (received) => inputGradient(received, kind)),
      kernel(`${name}BackpropFilter`, (received) => filterGradient(received, kind)),
    ]),
    kernel('MaxPool', maxPool),
  ];
}

function convolve(received: KernelArguments, { isDepthwise, oneDnn }: Kind): tf.Tensor {
  const input = inputTensor4d(received, 'x');
  const filter = inputTensor4d(received, 'filter');
  const geometry = convolutionGeometry(received.attrs, { input: input.shape, filter: filter.shape, isDepthwise });
  return runConvolution(received.backend, { result: 'output', isDepthwise, geometry, given: [input, filter] }, oneDnn);
}

function inputGradient(received: KernelArguments, { isDepthwise, oneDnn }: Kind): tf.Tensor {
  const outputGradient = inputTensor4d(received, 'dy');
  const filter = inputTensor4d(received, 'filter');
  const geometry = convolutionGeometry(received.attrs, { filter: filter.shape, isDepthwise });
  const given = [filter, outputGradient] as const;
  return runConvolution(received.backend, { result: 'input', isDepthwise, geometry, given }, oneDnn);
}

function filterGradient(received: KernelArguments, { isDepthwise, oneDnn }: Kind): tf.Tensor {
  const input = inputTensor4d(received, 'x');
  const outputGradient = inputTensor4d(received, 'dy');
  const geometry = convolutionGeometry(received.attrs, { input: input.shape, isDepthwise });
  const given = [input, outputGradient] as const;
  return runConvolution(received.backend, { result: 'filter', isDepthwise, geometry, given }, oneDnn);
}

function maxPool(received: KernelArguments): tf.Tensor {
  const input = inputTensor4d(received, 'x');
  const attributes = poolAttributes(poolGeometry(received.attrs, input.shape));
  return runOperation(received.backend, { name: 'MaxPool', attributes, inputs: [input] });
}
