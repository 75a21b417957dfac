/**
 * MaxPoolGrad. TensorFlow's own is slow on the processor, where it looks for every maximum anew in one value after the
 * other. Its oneDNN kernels are not: pooling again with the places of the maxima and spreading the gradient to them takes
 * an eighth of the time (TensorFlow 2.21, [16, 61, 61, 128], 3x3, stride 2). They are no public operations: where they are
 * missing or give something else, it stays with TensorFlow's own.
 */
import * as tf from '@tensorflow/tfjs-core';
import { poolAttributes, poolGeometry } from './convolution-attributes';
import { inputTensor4d, kernel } from './kernel-inputs';
import { runOnOneDnn } from './one-dnn';
import { runOperation, usesGpu, type Attribute } from './operations';

type Geometry = tf.backend_util.Conv2DInfo;

interface Pooling {
  readonly input: tf.Tensor4D;
  readonly output: tf.Tensor4D;
  readonly outputGradient: tf.Tensor4D;
  readonly geometry: Geometry;
}

/** A kernel of its own for every backend that is opened: it remembers what that one has. */
export function maxPoolGradient(): tf.KernelConfig {
  let isFast: boolean | null = null;
  return kernel('MaxPoolGrad', (received) => {
    const { backend } = received;
    const input = inputTensor4d(received, 'input');
    const pooling = {
      input,
      output: inputTensor4d(received, 'output'),
      outputGradient: inputTensor4d(received, 'dy'),
      geometry: poolGeometry(received.attrs, input.shape),
    };
    isFast ??= !usesGpu(backend) && hasFastKernels(backend);
    return isFast ? fast(backend, pooling) : own(backend, pooling);
  });
}

function own(backend: unknown, { input, output, outputGradient, geometry }: Pooling): tf.Tensor {
  const inputs = [input, output, outputGradient];
  return runOperation(backend, { name: 'MaxPoolGrad', attributes: poolAttributes(geometry), inputs });
}

function fast(backend: unknown, { input, outputGradient, geometry }: Pooling): tf.Tensor {
  const attributes = poolAttributes(geometry);
  if (!('explicit_paddings' in attributes)) return fastWithin(backend, { input, outputGradient, attributes });
  // These kernels know SAME and VALID alone.
  return tf.tidy(() => {
    const { top, bottom, left, right } = geometry.padInfo;
    const sides: [number, number][] = [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ];
    const padded = tf.pad(input, sides, -Infinity);
    const valid = poolAttributes({ ...geometry, padInfo: { top: 0, bottom: 0, left: 0, right: 0, type: 'VALID' } });
    const gradient = fastWithin(backend, { input: padded, outputGradient, attributes: valid });
    return tf.slice(gradient, [0, top, left, 0], input.shape);
  });
}

function fastWithin(
  backend: unknown,
  pooling: { input: tf.Tensor; outputGradient: tf.Tensor; attributes: Record<string, Attribute> },
): tf.Tensor {
  const { input, outputGradient } = pooling;
  const attributes = { ...pooling.attributes, workspace_enabled: { flag: true } };
  return tf.tidy(() => {
    const pool = { name: 'MaxPool', attributes, inputs: [input] };
    const [output, places] = runOnOneDnn(backend, { operation: pool, outputs: 2, shape: outputGradient.shape });
    if (!output || !places) throw new Error('oneDNN pooled without places.');
    const back = { name: 'MaxPoolGrad', attributes, inputs: [input, output, outputGradient, places] };
    const [gradient] = runOnOneDnn(backend, { operation: back, outputs: 1, shape: input.shape });
    if (!gradient) throw new Error('oneDNN gave no gradient of max pooling.');
    return gradient;
  });
}

/** Whether they are there and give what TensorFlow's own gives, on one small map with equal values in a window. */
function hasFastKernels(backend: unknown): boolean {
  return tf.tidy(() => {
    const input = tf.tensor4d([-1, 2, 2, -3, -5, -4, 0, 0, 0], [1, 3, 3, 1]);
    const geometry = poolGeometry({ filterSize: 2, strides: 1, pad: 'valid' }, input.shape);
    const output: tf.Tensor4D = tf.maxPool(input, 2, 1, 'valid');
    const outputGradient = tf.tensor4d([1, 10, 100, 1000], output.shape);
    const pooling = { input, output, outputGradient, geometry };
    try {
      const expected = own(backend, pooling).dataSync();
      return fast(backend, pooling)
        .dataSync()
        .every((value, index) => value === expected[index]);
    } catch {
      // TensorFlow says that it does not know the operation, in words that change between its versions.
      return false;
    }
  });
}
