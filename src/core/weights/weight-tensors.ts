/** Weights as tensors by name. */
import * as tf from '@tensorflow/tfjs-core';
import type { Weights } from './weights';

/** In the order of the weights; the owner disposes the tensors. */
export type WeightTensors = Map<string, tf.Tensor>;

export function toTensors(weights: Weights): WeightTensors {
  return new Map(weights.map(({ name, shape, data }) => [name, tf.tensor(data, [...shape])]));
}

/** Throws where there is none of that name. */
export function tensorOf(tensors: ReadonlyMap<string, tf.Tensor>, name: string): tf.Tensor {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`There is no tensor "${name}".`);
  return tensor;
}

/** Puts `tensor` in the place of the tensor of that name, which is disposed. */
export function replaceTensor(tensors: WeightTensors, name: string, tensor: tf.Tensor): void {
  tensors.get(name)?.dispose();
  tensors.set(name, tensor);
}

/** Gives `tensors` the values of `weights`; the tensors that they held are disposed. */
export function copyInto(tensors: WeightTensors, weights: Weights): void {
  for (const [name, tensor] of toTensors(weights)) replaceTensor(tensors, name, tensor);
}

export function disposeTensors(tensors: ReadonlyMap<string, tf.Tensor>): void {
  for (const tensor of tensors.values()) tensor.dispose();
}
