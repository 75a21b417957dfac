/** Core's layers of batch normalisation (src/core/networks/fused-kernels.ts) on TensorFlow's FusedBatchNormV3. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { inputTensor, inputTensor4d, kernel, type KernelArguments } from './kernel-inputs';
import { float32, runOperation, runOperationWithOutputs, type Attribute } from './operations';

const Attributes = z.object({
  epsilon: z.number(),
  activation: z.enum(['none', 'relu', 'swish']),
  statistics: z.enum(['batch', 'fixed']),
});
type Attributes = z.infer<typeof Attributes>;

export const normalisation: tf.KernelConfig[] = [
  kernel('BatchNormTraining', train),
  kernel('BatchNormTrainingGradient', gradients),
  kernel('BatchNormInference', (received) => {
    const { normalised } = normalise(received, { ...Attributes.parse(received.attrs), statistics: 'fixed' });
    return activate(received.backend, normalised, Attributes.parse(received.attrs)).value;
  }),
];

/** FusedBatchNormV3's three reserved outputs go to its gradient; what the activation's gradient needs comes after them. */
function train(received: KernelArguments): tf.Tensor[] {
  const attributes = Attributes.parse(received.attrs);
  const { normalised, mean, variance, reserved } = normalise(received, attributes);
  const { value, saved } = activate(received.backend, normalised, attributes);
  return [value, mean, biased(variance, normalised, attributes), ...reserved, ...saved];
}

function normalise(received: KernelArguments, attributes: Attributes) {
  const maps = inputTensor4d(received, 'x');
  const parameters = ['scale', 'shift'].map((name) => inputTensor(received, name));
  const statistics =
    attributes.statistics === 'fixed'
      ? ['mean', 'variance'].map((name) => inputTensor(received, name))
      : [tf.zeros([0]), tf.zeros([0])];
  const operation = {
    name: 'FusedBatchNormV3',
    attributes: normalisationAttributes(attributes),
    inputs: [maps, ...parameters, ...statistics],
  };
  const [normalised, mean, variance, ...reserved] = runOperationWithOutputs(received.backend, operation, 6);
  if (attributes.statistics === 'batch') tf.dispose(statistics);
  if (!normalised || !mean || !variance) throw new Error('FusedBatchNormV3 gave fewer than three outputs.');
  return { normalised, mean, variance, reserved };
}

/** TensorFlow gives the unbiased variance of a batch, core asks for the biased one. */
function biased(variance: tf.Tensor, maps: tf.Tensor, { statistics }: Attributes): tf.Tensor {
  if (statistics === 'fixed') return variance;
  const count = maps.size / variance.size;
  return tf.mul(variance, Math.max(1, count - 1) / count);
}

function gradients(received: KernelArguments): tf.Tensor[] {
  const attributes = Attributes.parse(received.attrs);
  // On the processor, what is reserved of fixed statistics holds nothing.
  const [mean, variance] = attributes.statistics === 'fixed' ? ['mean', 'variance'] : ['saved0', 'saved1'];
  const reserved = [mean, variance, 'saved2'].map((name) => inputTensor(received, name ?? ''));
  const outputGradient = activationGradient(received, attributes);
  const operation = {
    name: 'FusedBatchNormGradV3',
    attributes: normalisationAttributes(attributes),
    inputs: [outputGradient, inputTensor4d(received, 'x'), inputTensor(received, 'scale'), ...reserved],
  };
  // After the three gradients come two empty tensors.
  const [maps, scale, shift, ...empty] = runOperationWithOutputs(received.backend, operation, 5);
  tf.dispose(empty);
  if (attributes.activation !== 'none') outputGradient.dispose();
  if (!maps || !scale || !shift) throw new Error('FusedBatchNormGradV3 gave fewer than three gradients.');
  return [maps, scale, shift];
}

function normalisationAttributes({ epsilon, statistics }: Attributes): Record<string, Attribute> {
  return {
    T: float32,
    U: float32,
    epsilon: { real: epsilon },
    data_format: { text: 'NHWC' },
    is_training: { flag: statistics === 'batch' },
  };
}

function activate(
  backend: unknown,
  maps: tf.Tensor,
  { activation }: Attributes,
): { value: tf.Tensor; saved: tf.Tensor[] } {
  switch (activation) {
    case 'none':
      return { value: maps, saved: [] };
    case 'relu': {
      const value = runOperation(backend, { name: 'Relu', attributes: { T: float32 }, inputs: [maps] });
      maps.dispose();
      return { value, saved: [value] };
    }
    case 'swish': {
      const share = tf.sigmoid(maps);
      const value = tf.mul(maps, share);
      maps.dispose();
      return { value, saved: [value, share] };
    }
  }
}

/** With what `activate` saved, as saved3 and on. */
function activationGradient(received: KernelArguments, { activation }: Attributes): tf.Tensor {
  const outputGradient = inputTensor(received, 'dy');
  switch (activation) {
    case 'none':
      return outputGradient;
    case 'relu':
      return reluGradient(received.backend, outputGradient, inputTensor(received, 'saved3'));
    case 'swish':
      return tf.tidy(() => {
        const [value, share] = [inputTensor(received, 'saved3'), inputTensor(received, 'saved4')];
        // y = x s(x): y' = s + x s (1 - s) = s + y - y s
        return tf.mul(outputGradient, tf.add(share, tf.sub(value, tf.mul(value, share))));
      });
  }
}

export function reluGradient(backend: unknown, outputGradient: tf.Tensor, output: tf.Tensor): tf.Tensor {
  return runOperation(backend, {
    name: 'ReluGrad',
    attributes: { T: float32 },
    inputs: [outputGradient, output],
  });
}
