/** TensorFlow's operations of batch normalisation, and whether oneDNN's kernels for them can be used. */
import * as tf from '@tensorflow/tfjs-core';
import { exampleValues, runOnOneDnn, type Comparison } from './one-dnn';
import { float32, runOperationWithOutputs, type Attribute, type Operation } from './operations';

export interface NormalisationAttributes {
  readonly epsilon: number;
  /** Of the batch itself, or given. */
  readonly statistics: 'batch' | 'fixed';
}

/** `inputs`: feature maps, scale, shift, and given mean and variance or two empty tensors; six outputs, the last three for the gradient. */
export function forwardNormalisation(of: NormalisationAttributes, inputs: readonly tf.Tensor[]): Operation {
  return { name: 'FusedBatchNormV3', attributes: attributesOf(of), inputs };
}

/** `forward` with ReLU in the same pass; oneDNN's alone. */
export function withRelu({ attributes, inputs }: Operation): Operation {
  const relu = { activation_mode: { text: 'Relu' }, num_side_inputs: { int: 0 } };
  return { name: 'FusedBatchNormEx', attributes: { ...attributes, ...relu }, inputs };
}

/** `inputs`: the output's gradient, feature maps, scale and what was reserved; five outputs, the last two empty. */
export function normalisationGradient(of: NormalisationAttributes, inputs: readonly tf.Tensor[]): Operation {
  return { name: 'FusedBatchNormGradV3', attributes: attributesOf(of), inputs };
}

function attributesOf({ epsilon, statistics }: NormalisationAttributes): Record<string, Attribute> {
  return {
    T: float32,
    U: float32,
    epsilon: { real: epsilon },
    data_format: { text: 'NHWC' },
    is_training: { flag: statistics === 'batch' },
  };
}

/** By the batch's statistics and by given ones, each with ReLU in the same pass too, and the gradient. */
export function compareNormalisation(backend: unknown): Comparison {
  const activations = exampleValues([2, 5, 6, 8]);
  const [scale, shift, mean] = [1, 2, 3].map((offset) => tf.add(exampleValues([8]), offset));
  if (!scale || !shift || !mean) throw new Error('There are three examples.');
  const nothing = tf.zeros([0]);
  const variance = tf.add(tf.square(shift), 0.5);
  const byBatch = { epsilon: 1e-3, statistics: 'batch' } as const;
  const trained = forwardNormalisation(byBatch, [activations, scale, shift, nothing, nothing]);
  const fixed = forwardNormalisation({ ...byBatch, statistics: 'fixed' }, [activations, scale, shift, mean, variance]);
  const gradientsOf = (reserved: tf.Tensor[]) =>
    normalisationGradient(byBatch, [exampleValues(activations.shape), activations, scale, ...reserved]);
  const own = (operation: Operation, outputs: number) => runOperationWithOutputs(backend, operation, outputs);
  const fast = (operation: Operation, outputs: number) =>
    runOnOneDnn(backend, { operation, outputs, shape: activations.shape });
  const outputsOf = (run: typeof own, rectify: (operation: Operation, plain: tf.Tensor[]) => tf.Tensor[]) => () => {
    const [batch, given] = [run(trained, 6), run(fixed, 6)];
    const rectified = [...rectify(trained, batch).slice(0, 1), ...rectify(fixed, given).slice(0, 1)];
    return [
      ...batch.slice(0, 5),
      ...given.slice(0, 1),
      ...rectified,
      ...run(gradientsOf(batch.slice(3)), 5).slice(0, 3),
    ];
  };
  return {
    own: outputsOf(own, (_, plain) => plain.map((tensor) => tf.relu(tensor))),
    fast: outputsOf(fast, (operation) => fast(withRelu(operation), 6)),
  };
}
