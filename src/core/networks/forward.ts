/** Runs a network on images with given weights: eager tfjs operations, differentiable in the weights. */
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients of all operations; tfjs-core's Node build leaves them out.
import '@tensorflow/tfjs-layers';
import { normaliseByBatch, normaliseByStatistics } from './batch-norm';
import { globalAveragePool, scaleChannels } from './channel-operations';
import { dropMask, type DropoutStreams } from './drop-mask';
import type {
  BatchNormOptions,
  ConvolutionOptions,
  DenseOptions,
  DepthwiseOptions,
  DropoutOptions,
  Network,
  NetworkBuilder,
  Padding,
  PoolOptions,
} from './network';
import { relu } from './relu';
import { swish } from './swish';

/** Parameters and running statistics by name. */
export type TensorMap = ReadonlyMap<string, tf.Tensor>;

export interface ForwardResult {
  /** [batch, 2] */
  readonly logits: tf.Tensor2D;
  /** [batch, height, width, channels] */
  readonly features: tf.Tensor4D;
  /** Training only: running statistics after this batch, by name; kept (tf.keep), the caller disposes them. */
  readonly statistics: TensorMap;
}

export interface ForwardOptions {
  readonly weights: TensorMap;
  /** True: batch normalisation uses the batch's statistics. False: the running ones. */
  readonly isTraining: boolean;
  /** Training only: what dropout and drop-connect draw from. Null or absent: they drop nothing. */
  readonly dropout?: DropoutStreams | null;
  /** Place of the first image in the batch that dropout draws for; 0 unless given. */
  readonly firstRow?: number;
}

/** `images` [batch, size, size, 3] in [-1, 1]. */
export function forward(network: Network, images: tf.Tensor4D, options: ForwardOptions): ForwardResult {
  const builder = new EagerBuilder(options);
  const { logits, features } = network.build<tf.Tensor>(builder, images);
  return { logits: ofRank2(logits), features: ofRank4(features), statistics: builder.statistics };
}

class EagerBuilder implements NetworkBuilder<tf.Tensor> {
  readonly statistics = new Map<string, tf.Tensor>();

  private readonly weights: TensorMap;
  private readonly isTraining: boolean;
  private readonly dropoutStreams: DropoutStreams | null;
  private readonly firstRow: number;

  constructor({ weights, isTraining, dropout = null, firstRow = 0 }: ForwardOptions) {
    this.weights = weights;
    this.isTraining = isTraining;
    this.dropoutStreams = isTraining ? dropout : null;
    this.firstRow = firstRow;
  }

  convolution(input: tf.Tensor, { name, stride = 1, padding, bias = false }: ConvolutionOptions): tf.Tensor {
    const kernel = ofRank4(this.weight(`${name}.weight`));
    const maps = tf.conv2d(ofRank4(input), kernel, stride, padding, 'NHWC', 1, rounding(padding));
    return bias ? tf.add(maps, this.weight(`${name}.bias`)) : maps;
  }

  depthwiseConvolution(input: tf.Tensor, { name, stride = 1, padding }: DepthwiseOptions): tf.Tensor {
    const kernel = ofRank4(this.weight(`${name}.weight`));
    return tf.depthwiseConv2d(ofRank4(input), kernel, stride, padding, 'NHWC', 1, rounding(padding));
  }

  batchNorm(input: tf.Tensor, { name, epsilon, momentum, activation }: BatchNormOptions): tf.Tensor {
    const scale = this.weight(`${name}.weight`);
    const shift = this.weight(`${name}.bias`);
    const mean = this.weight(`${name}.running_mean`);
    const variance = this.weight(`${name}.running_var`);
    const inputs = { maps: ofRank4(input), scale, shift, epsilon, activation: activation?.kind ?? 'none' } as const;
    if (!this.isTraining) return normaliseByStatistics(inputs, { mean, variance });
    const { maps, statistics } = normaliseByBatch(inputs);
    this.updateStatistics(`${name}.running_mean`, { from: mean, to: statistics.mean, momentum });
    this.updateStatistics(`${name}.running_var`, { from: variance, to: statistics.variance, momentum });
    return maps;
  }

  relu(input: tf.Tensor): tf.Tensor {
    return relu(input);
  }

  swish(input: tf.Tensor): tf.Tensor {
    return swish(input);
  }

  sigmoid(input: tf.Tensor): tf.Tensor {
    return tf.sigmoid(input);
  }

  maxPool(input: tf.Tensor, { size, stride, padding }: PoolOptions): tf.Tensor {
    return tf.maxPool(ofRank4(input), size, stride, padding, rounding(padding));
  }

  globalAveragePool(input: tf.Tensor): tf.Tensor {
    return globalAveragePool(input);
  }

  asMaps(input: tf.Tensor): tf.Tensor {
    const [batch = 0, channels = 0] = input.shape;
    return tf.reshape(input, [batch, 1, 1, channels]);
  }

  add(left: tf.Tensor, right: tf.Tensor): tf.Tensor {
    return tf.add(left, right);
  }

  scaleChannels(maps: tf.Tensor, factors: tf.Tensor): tf.Tensor {
    return scaleChannels(maps, factors);
  }

  dropout(input: tf.Tensor, { name, rate, drops }: DropoutOptions): tf.Tensor {
    if (!this.dropoutStreams || rate === 0) return input;
    const shape = drops === 'values' ? input.shape : input.shape.map((side, axis) => (axis === 0 ? side : 1));
    return tf.mul(input, dropMask(shape, { rate, firstRow: this.firstRow }, this.dropoutStreams(name)));
  }

  dense(input: tf.Tensor, { name }: DenseOptions): tf.Tensor {
    return tf.add(tf.matMul(input, this.weight(`${name}.weight`)), this.weight(`${name}.bias`));
  }

  private updateStatistics(
    name: string,
    { from, to, momentum }: { from: tf.Tensor; to: tf.Tensor; momentum: number },
  ): void {
    this.statistics.set(name, tf.keep(tf.add(tf.mul(from, 1 - momentum), tf.mul(to, momentum))));
    to.dispose();
  }

  private weight(name: string): tf.Tensor {
    const tensor = this.weights.get(name);
    if (!tensor) throw new Error(`The weights hold no tensor "${name}".`);
    return tensor;
  }
}

/** tfjs asks how to round when pixels are given; PyTorch rounds down. */
function rounding(padding: Padding): 'floor' | undefined {
  return typeof padding === 'number' ? 'floor' : undefined;
}

/** Narrows the type; throws where a network's description puts a layer on values of the wrong rank. */
function ofRank4(tensor: tf.Tensor): tf.Tensor4D {
  if (isRank4(tensor)) return tensor;
  throw new Error(`Maps need 4 dimensions, not [${tensor.shape.join(', ')}].`);
}

function ofRank2(tensor: tf.Tensor): tf.Tensor2D {
  if (isRank2(tensor)) return tensor;
  throw new Error(`Logits need 2 dimensions, not [${tensor.shape.join(', ')}].`);
}

function isRank4(tensor: tf.Tensor): tensor is tf.Tensor4D {
  return tensor.rank === 4;
}

function isRank2(tensor: tf.Tensor): tensor is tf.Tensor2D {
  return tensor.rank === 2;
}
