/** AddN, whose stock WebGPU kernel binds every addend at once: more than seven exceed what devices bind to one shader. */
import * as tf from '@tensorflow/tfjs-core';

/** A group's addends and its sum are the 8 storage buffers that every WebGPU device has for a shader. */
const groupSize = 7;

export function addN(stock: tf.KernelFunc): tf.KernelConfig {
  return {
    kernelName: 'AddN',
    backendName: 'webgpu',
    kernelFunc: (received) => {
      const addends = Object.values(received.inputs).filter(isTensor);
      if (addends.length <= groupSize) return stock(received);
      return tf.tidy(() => sumOf(addends));
    },
  };
}

/** Sums of groups, summed again, until one is left. */
function sumOf(addends: readonly tf.Tensor[]): tf.Tensor {
  const [first, ...rest] = Array.from({ length: Math.ceil(addends.length / groupSize) }, (_, group) =>
    tf.addN(addends.slice(group * groupSize, (group + 1) * groupSize)),
  );
  if (!first) throw new RangeError('AddN was given nothing to add.');
  return rest.length === 0 ? first : sumOf([first, ...rest]);
}

function isTensor(value: unknown): value is tf.Tensor {
  return value instanceof tf.Tensor;
}
