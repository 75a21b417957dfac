/** Typed access to what tfjs hands to a kernel. */
import * as tf from '@tensorflow/tfjs-core';

export type KernelArguments = Parameters<tf.KernelFunc>[0];

export function kernel(
  kernelName: string,
  kernelFunc: (received: KernelArguments) => tf.Tensor | tf.Tensor[],
): tf.KernelConfig {
  return { kernelName, backendName: 'tensorflow', kernelFunc };
}

/** The input called `name`. */
export function inputTensor({ inputs }: KernelArguments, name: string): tf.Tensor {
  const input: unknown = inputs[name];
  if (input instanceof tf.Tensor) return input;
  throw new TypeError(`The kernel's input "${name}" is not a tensor.`);
}

/** Of a kernel that takes any number of groups of inputs, whose names end with the group's number: `make` of each group. Fewer other inputs than a group has may stand beside them. */
export function numberedInputs<Group extends object>(
  received: KernelArguments,
  make: (input: (name: string) => tf.Tensor) => Group,
): Group[] {
  const groups: Group[] = [];
  let left = Object.keys(received.inputs).length;
  do {
    const group = make((name) => inputTensor(received, `${name}${groups.length}`));
    groups.push(group);
    left -= Object.keys(group).length;
  } while (left >= Object.keys(groups[0] ?? {}).length);
  return groups;
}

export function inputTensor4d(received: KernelArguments, name: string): tf.Tensor4D {
  const tensor = inputTensor(received, name);
  if (isRank4(tensor)) return tensor;
  throw new TypeError(`The kernel's input "${name}" has ${tensor.rank} dimensions instead of 4.`);
}

function isRank4(tensor: tf.Tensor): tensor is tf.Tensor4D {
  return tensor.rank === 4;
}
