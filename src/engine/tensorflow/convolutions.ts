/** Convolution and depthwise convolution with their gradients, and max pooling, with any padding: tfjs-node's refuse pixels. */
import * as tf from '@tensorflow/tfjs-core';
import { convolutionAttributes, convolutionGeometry, poolAttributes, poolGeometry } from './convolution-attributes';
import { inputTensor4d, kernel, type KernelArguments } from './kernel-inputs';
import { runOperation } from './operations';
import { isPointwise, pointwiseInputGradient } from './pointwise-input-gradient';

const kinds = [
  { name: 'Conv2D', isDepthwise: false },
  { name: 'DepthwiseConv2dNative', isDepthwise: true },
] as const;
type Kind = (typeof kinds)[number];

export const convolutions: tf.KernelConfig[] = [
  ...kinds.flatMap((kind) => [
    kernel(kind.name, (received) => convolve(received, kind)),
    kernel(`${kind.name}BackpropInput`, (received) => inputGradient(received, kind)),
    kernel(`${kind.name}BackpropFilter`, (received) => filterGradient(received, kind)),
  ]),
  kernel('MaxPool', maxPool),
];

function convolve(received: KernelArguments, { name, isDepthwise }: Kind): tf.Tensor {
  const input = inputTensor4d(received, 'x');
  const filter = inputTensor4d(received, 'filter');
  const geometry = convolutionGeometry(received.attrs, { input: input.shape, filter: filter.shape, isDepthwise });
  const attributes = convolutionAttributes(geometry);
  return runOperation(received.backend, { name, attributes, inputs: [input, filter] });
}

function inputGradient(received: KernelArguments, { name, isDepthwise }: Kind): tf.Tensor {
  const outputGradient = inputTensor4d(received, 'dy');
  const filter = inputTensor4d(received, 'filter');
  const geometry = convolutionGeometry(received.attrs, { filter: filter.shape, isDepthwise });
  if (!isDepthwise && isPointwise(geometry)) {
    return pointwiseInputGradient(received.backend, { outputGradient, filter });
  }
  return withShape(geometry.inShape, (shape) =>
    runOperation(received.backend, {
      name: `${name}BackpropInput`,
      attributes: convolutionAttributes(geometry),
      inputs: [shape, filter, outputGradient],
    }),
  );
}

function filterGradient(received: KernelArguments, { name, isDepthwise }: Kind): tf.Tensor {
  const input = inputTensor4d(received, 'x');
  const outputGradient = inputTensor4d(received, 'dy');
  const geometry = convolutionGeometry(received.attrs, { input: input.shape, isDepthwise });
  return withShape(geometry.filterShape, (shape) =>
    runOperation(received.backend, {
      name: `${name}BackpropFilter`,
      attributes: convolutionAttributes(geometry),
      inputs: [input, shape, outputGradient],
    }),
  );
}

function maxPool(received: KernelArguments): tf.Tensor {
  const input = inputTensor4d(received, 'x');
  const attributes = poolAttributes(poolGeometry(received.attrs, input.shape));
  return runOperation(received.backend, { name: 'MaxPool', attributes, inputs: [input] });
}

/** TensorFlow takes the shape of what it is to compute as a tensor. */
function withShape(shape: number[], run: (shape: tf.Tensor) => tf.Tensor): tf.Tensor {
  const tensor = tf.tensor1d(shape, 'int32');
  const result = run(tensor);
  tensor.dispose();
  return result;
}
