/** Core's layers of batch normalisation (src/core/networks/fused-kernels.ts) on TensorFlow's FusedBatchNormV3. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { isDivisible, isPreciseAtOnce, statisticsByGroups, type BatchStatistics } from './batch-statistics';
import { inputTensor, inputTensor4d, kernel, type KernelArguments } from './kernel-inputs';
import {
  compareNormalisation,
  forwardNormalisation,
  normalisationGradient,
  withRelu,
} from './normalisation-operations';
import { OneDnn, runOnOneDnn } from './one-dnn';
import { float32, runOperation, runOperationWithOutputs } from './operations';

const Attributes = z.object({
  epsilon: z.number(),
  activation: z.enum(['none', 'relu', 'swish']),
  statistics: z.enum(['batch', 'fixed']),
});

interface Normalising extends z.infer<typeof Attributes> {
  readonly hasOneDnn: boolean;
}

interface Normalised extends BatchStatistics {
  readonly activations: tf.Tensor;
  readonly isRectified: boolean;
  /** FusedBatchNormV3's last three outputs, for its gradient. */
  readonly reserved: tf.Tensor[];
}

/** Kernels of their own for every backend that is opened: they remember what that one has. */
export function normalisation(): tf.KernelConfig[] {
  const oneDnn = new OneDnn();
  const read = ({ backend, attrs }: KernelArguments): Normalising => ({
    ...Attributes.parse(attrs),
    hasOneDnn: oneDnn.has(backend, 'FusedBatchNormV3', () => compareNormalisation(backend)),
  });
  return [
    kernel('BatchNormTraining', (received) => train(received, read(received))),
    kernel('BatchNormTrainingGradient', (received) => gradients(received, read(received))),
    kernel('BatchNormInference', (received) => infer(received, read(received))),
  ];
}

/** What the activation's gradient needs comes after what is reserved. */
function train(received: KernelArguments, normalising: Normalising): tf.Tensor[] {
  const { backend } = received;
  const normalised = normalise(received, normalising);
  const { activations, mean, variance, reserved } = normalised;
  switch (normalising.activation) {
    case 'none':
      return [activations, mean, variance, ...reserved];
    case 'relu': {
      const value = rectified(backend, normalised);
      return [value, mean, variance, ...reserved, value];
    }
    case 'swish': {
      const share = tf.sigmoid(activations);
      const value = tf.mul(activations, share);
      // y = x s(x): y' = s + x s (1 - s), of which SigmoidGrad gives the product.
      const rest = runOperation(backend, {
        name: 'SigmoidGrad',
        attributes: { T: float32 },
        inputs: [share, activations],
      });
      const derivative = tf.add(share, rest);
      tf.dispose([activations, share, rest]);
      return [value, mean, variance, ...reserved, derivative];
    }
  }
}

function infer(received: KernelArguments, normalising: Normalising): tf.Tensor {
  const { backend } = received;
  const normalised = normalise(received, normalising);
  const { activations, mean, variance, reserved } = normalised;
  tf.dispose([mean, variance, ...reserved]);
  switch (normalising.activation) {
    case 'none':
      return activations;
    case 'relu':
      return rectified(backend, normalised);
    case 'swish': {
      // SoftplusGrad multiplies by the sigmoid, in one pass.
      const value = runOperation(backend, {
        name: 'SoftplusGrad',
        attributes: { T: float32 },
        inputs: [activations, activations],
      });
      activations.dispose();
      return value;
    }
  }
}

function normalise(received: KernelArguments, normalising: Normalising): Normalised {
  const activations = inputTensor4d(received, 'x');
  const pixels = activations.size / activations.shape[3];
  const { statistics, hasOneDnn } = normalising;
  if (statistics === 'fixed') {
    const given = { mean: inputTensor(received, 'mean'), variance: inputTensor(received, 'variance') };
    return forward(received, normalising, given);
  }
  if (!hasOneDnn || isPreciseAtOnce(pixels)) return byBatch(received, normalising);
  if (!isDivisible(pixels)) return byBatch(received, { ...normalising, hasOneDnn: false });
  const found = statisticsByGroups(received.backend, activations);
  const normalised = forward(received, { ...normalising, statistics: 'fixed' }, found);
  tf.dispose([normalised.mean, normalised.variance, ...normalised.reserved]);
  // Tensors of their own: whoever gets the statistics may dispose them before the gradient is computed.
  return { ...normalised, ...found, reserved: [tf.clone(found.mean), tf.clone(found.variance), tf.zeros([0])] };
}

/** TensorFlow gives the unbiased variance of a batch, core asks for the biased one. */
function byBatch(received: KernelArguments, normalising: Normalising): Normalised {
  const nothing = tf.zeros([0]);
  const normalised = forward(received, normalising, { mean: nothing, variance: nothing });
  const { activations, variance } = normalised;
  const count = activations.size / variance.size;
  const biased = tf.mul(variance, Math.max(1, count - 1) / count);
  tf.dispose([nothing, variance]);
  return { ...normalised, variance: biased };
}

function forward(received: KernelArguments, normalising: Normalising, given: BatchStatistics): Normalised {
  const { activation, hasOneDnn } = normalising;
  const input = inputTensor4d(received, 'x');
  const { shape } = input;
  const inputs = [input, inputTensor(received, 'scale'), inputTensor(received, 'shift'), given.mean, given.variance];
  const operation = forwardNormalisation(normalising, inputs);
  const isRectified = hasOneDnn && activation === 'relu';
  const outputs = hasOneDnn
    ? runOnOneDnn(received.backend, { operation: isRectified ? withRelu(operation) : operation, outputs: 6, shape })
    : runOperationWithOutputs(received.backend, operation, 6);
  const [activations, mean, variance, ...reserved] = outputs;
  if (!activations || !mean || !variance) throw new Error('FusedBatchNormV3 gave fewer than three outputs.');
  return { activations, mean, variance, reserved, isRectified };
}

function rectified(backend: unknown, { activations, isRectified }: Normalised): tf.Tensor {
  if (isRectified) return activations;
  const value = runOperation(backend, { name: 'Relu', attributes: { T: float32 }, inputs: [activations] });
  activations.dispose();
  return value;
}

function gradients(received: KernelArguments, normalising: Normalising): tf.Tensor[] {
  const { activation, statistics, hasOneDnn } = normalising;
  // On the processor, what is reserved of fixed statistics holds nothing.
  const [mean, variance] = statistics === 'fixed' ? ['mean', 'variance'] : ['saved0', 'saved1'];
  const saved = [mean, variance, 'saved2'].map((name) => inputTensor(received, name ?? ''));
  const outputGradient = activationGradient(received, normalising);
  const input = inputTensor4d(received, 'x');
  const inputs = [outputGradient, input, inputTensor(received, 'scale'), ...saved];
  const operation = normalisationGradient(normalising, inputs);
  // After the three gradients come two empty tensors.
  const outputs =
    hasOneDnn && statistics === 'batch'
      ? runOnOneDnn(received.backend, { operation, outputs: 5, shape: input.shape })
      : runOperationWithOutputs(received.backend, operation, 5);
  const [activations, scale, shift, ...empty] = outputs;
  tf.dispose(empty);
  if (activation !== 'none') outputGradient.dispose();
  if (!activations || !scale || !shift) throw new Error('FusedBatchNormGradV3 gave fewer than three gradients.');
  return [activations, scale, shift];
}

/** With what `train` saved after what is reserved. */
function activationGradient(received: KernelArguments, { activation }: Normalising): tf.Tensor {
  const outputGradient = inputTensor(received, 'dy');
  switch (activation) {
    case 'none':
      return outputGradient;
    case 'relu':
      return reluGradient(received.backend, outputGradient, inputTensor(received, 'saved3'));
    case 'swish':
      return tf.mul(outputGradient, inputTensor(received, 'saved3'));
  }
}

export function reluGradient(backend: unknown, outputGradient: tf.Tensor, output: tf.Tensor): tf.Tensor {
  return runOperation(backend, { name: 'ReluGrad', attributes: { T: float32 }, inputs: [outputGradient, output] });
}
