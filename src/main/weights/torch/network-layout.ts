/** A network's tensors as PyTorch has them: names are the same, kernels have their axes in another order. */
import type { Network } from '../../../core/networks/network';
import { listParameters, type ParameterSpec } from '../../../core/networks/parameter-list';
import type { NamedTensor, Weights } from '../../../core/weights/weights';
import {
  convolutionFromTorch,
  convolutionToTorch,
  depthwiseFromTorch,
  depthwiseToTorch,
  linearFromTorch,
  linearToTorch,
} from './kernel-layouts';
import type { TensorShape } from './match-tensors';

/** No shape depends on the size of the images. */
export function torchShapes(network: Network): TensorShape[] {
  return parametersOf(network).map((parameter) => ({ name: parameter.name, shape: torchShape(parameter) }));
}

/** In the network's own order and layout. `tensors` have to fit `torchShapes`. */
export function weightsFromTorch(network: Network, tensors: readonly NamedTensor[]): Weights {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  return parametersOf(network).flatMap((parameter) => {
    const tensor = byName.get(parameter.name);
    return tensor === undefined ? [] : [fromTorch(parameter, tensor)];
  });
}

/** `weights` are the network's, in any order. */
export function weightsToTorch(network: Network, weights: Weights): Weights {
  const byName = new Map(parametersOf(network).map((parameter) => [parameter.name, parameter]));
  return weights.map((tensor) => {
    const parameter = byName.get(tensor.name);
    return parameter === undefined ? tensor : toTorch(parameter, tensor);
  });
}

function parametersOf(network: Network): ParameterSpec[] {
  return listParameters(network, network.parameters.parse({}).imageSize);
}

function torchShape({ role, shape, isDepthwise, isDense }: ParameterSpec): readonly number[] {
  if (role !== 'kernel') return shape;
  const [first = 1, second = 1, inputs = 1, outputs = 1] = shape;
  if (isDense) return [second, first];
  return isDepthwise ? [inputs, outputs, first, second] : [outputs, inputs, first, second];
}

function fromTorch({ role, isDepthwise, isDense }: ParameterSpec, tensor: NamedTensor): NamedTensor {
  if (role !== 'kernel') return tensor;
  if (isDense) return linearFromTorch(tensor);
  return isDepthwise ? depthwiseFromTorch(tensor) : convolutionFromTorch(tensor);
}

function toTorch({ role, isDepthwise, isDense }: ParameterSpec, tensor: NamedTensor): NamedTensor {
  if (role !== 'kernel') return tensor;
  if (isDense) return linearToTorch(tensor);
  return isDepthwise ? depthwiseToTorch(tensor) : convolutionToTorch(tensor);
}
