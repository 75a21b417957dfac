/** Runs a network on images with given weights, and the loss's gradient back through it. */
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients of all operations, which objectives are differentiated by; tfjs-core's Node build leaves them out.
import '@tensorflow/tfjs-layers';
import type {
  BatchNormOptions,
  ConvolutionOptions,
  DenseOptions,
  DepthwiseOptions,
  DropoutOptions,
  Network,
  NetworkBuilder,
  NetworkOutput,
  PoolOptions,
} from './network';
import * as batchNorms from './operations/batch-norm';
import { globalAveragePool, scaleChannels } from './operations/channels';
import { convolution, depthwiseConvolution } from './operations/convolution';
import { movingAverages, type MovingAverage } from './operations/moving-averages';
import * as elementwise from './operations/elementwise';
import { maxPool } from './operations/max-pool';
import type { Operation } from './operations/operation';
import { relu } from './operations/relu';
import { swish } from './operations/swish';
import { runReleasing } from './releasing';
import { Tape } from './tape';
import { TappedLayers } from './tapped-layers';
import type { TensorMap } from '../weights/tensor-map';

export interface ForwardResult {
  /** [batch, 2] */
  readonly logits: tf.Tensor2D;
  /** [batch, height, width, channels] */
  readonly features: tf.Tensor4D;
  /** Outputs of the layers that were asked for, by name. */
  readonly layers: TensorMap;
  /** Training only: running statistics after this batch, by name; kept (tf.keep), the caller disposes them. */
  readonly statistics: TensorMap;
}

export interface ForwardOptions {
  readonly weights: TensorMap;
  /** True: batch normalisation uses the batch's statistics. False: the running ones. */
  readonly isTraining: boolean;
  /** Training only: what dropout and drop-connect multiply by, by layer (`dropMasks`). Null or absent: they drop nothing. */
  readonly masks?: TensorMap | null;
  /** Layers whose outputs are wanted, by name; a normalisation with an activation goes by the activation's name. */
  readonly layers?: readonly string[] | undefined;
}

/** `images` [batch, size, size, 3] in [-1, 1]. */
export function forward(network: Network, images: tf.Tensor4D, options: ForwardOptions): ForwardResult {
  const layers = new Layers(options, null);
  const tapped = new TappedLayers(options.layers ?? []);
  const output = runReleasing(network, images, { layers: tapped.over(layers), isKept: (value) => tapped.has(value) });
  return resultOf(output, layers, tapped);
}

export interface DifferentiableResult extends ForwardResult {
  /**
   * `upstream`: the gradients of the loss with respect to logits, features, layers or weights, in their shapes; they are disposed,
   * as are the saved featureMaps. Returns those of the trainable weights, by name; the caller disposes them. To be called once.
   */
  backward(upstream: ReadonlyMap<tf.Tensor, tf.Tensor>): ReadonlyMap<string, tf.Tensor>;
}

/** A forward pass with the backward pass to come. `trainable`: the names of the weights whose gradients are wanted. Call inside tf.tidy. */
export function differentiableForward(
  network: Network,
  images: tf.Tensor4D,
  { trainable, ...options }: ForwardOptions & { readonly trainable: readonly string[] },
): DifferentiableResult {
  const weights = trainable.map((name) => [name, weightOf(options.weights, name)] as const);
  const tape = new Tape(weights.map(([, weight]) => weight));
  const layers = new Layers(options, tape);
  const tapped = new TappedLayers(options.layers ?? []);
  return {
    ...resultOf(network.build<tf.Tensor>(tapped.over(layers), images), layers, tapped),
    backward(upstream) {
      const gradients = tape.backward(upstream);
      return new Map(
        weights.flatMap(([name, weight]) => {
          const gradient = gradients.get(weight);
          return gradient ? [[name, gradient] as const] : [];
        }),
      );
    },
  };
}

function resultOf({ logits, features }: NetworkOutput<tf.Tensor>, layers: Layers, tapped: TappedLayers): ForwardResult {
  tapped.refuseUnknown();
  const statistics = layers.movedStatistics();
  return { logits: ofRank2(logits), features: ofRank4(features), layers: tapped.outputs, statistics };
}

/** Computes each layer as the network's description names it, and puts it on the tape where there is one. */
class Layers implements NetworkBuilder<tf.Tensor> {
  /** Running statistics by name, and where they go. */
  private readonly moving = new Map<string, MovingAverage>();
  private readonly weights: TensorMap;
  private readonly isTraining: boolean;
  private readonly masks: TensorMap | null;
  private readonly tape: Tape | null;

  constructor({ weights, isTraining, masks = null }: ForwardOptions, tape: Tape | null) {
    this.weights = weights;
    this.isTraining = isTraining;
    this.masks = isTraining ? masks : null;
    this.tape = tape;
  }

  /** Kept (tf.keep): the caller disposes them. */
  movedStatistics(): Map<string, tf.Tensor> {
    const moved = movingAverages([...this.moving.values()]);
    return new Map([...this.moving.keys()].flatMap((name, index) => pairOf(name, moved[index])));
  }

  convolution(input: tf.Tensor, { name, stride = 1, padding, bias = false }: ConvolutionOptions): tf.Tensor {
    const [featureMaps, filter] = [ofRank4(input), ofRank4(this.weight(`${name}.weight`))];
    const output = this.computed([featureMaps, filter], convolution(featureMaps, filter, { stride, padding }));
    return bias ? this.plusBias(output, name) : output;
  }

  depthwiseConvolution(input: tf.Tensor, { name, stride = 1, padding }: DepthwiseOptions): tf.Tensor {
    const [featureMaps, filter] = [ofRank4(input), ofRank4(this.weight(`${name}.weight`))];
    return this.computed([featureMaps, filter], depthwiseConvolution(featureMaps, filter, { stride, padding }));
  }

  batchNorm(input: tf.Tensor, options: BatchNormOptions): tf.Tensor {
    const { name, epsilon, activation } = options;
    const [featureMaps, scale, shift] = [ofRank4(input), this.weight(`${name}.weight`), this.weight(`${name}.bias`)];
    const inputs = { featureMaps, scale, shift, epsilon };
    if (batchNorms.isFused(featureMaps)) {
      return this.computed([featureMaps, scale, shift], this.fusedBatchNorm(inputs, options));
    }
    const normalised = this.computed([featureMaps, scale, shift], this.composedBatchNorm(inputs, options));
    return activation ? this[activation.kind](normalised) : normalised;
  }

  relu(input: tf.Tensor): tf.Tensor {
    return this.computed([input], relu(input));
  }

  swish(input: tf.Tensor): tf.Tensor {
    return this.computed([input], swish(input));
  }

  sigmoid(input: tf.Tensor): tf.Tensor {
    return this.computed([input], elementwise.sigmoid(input));
  }

  maxPool(input: tf.Tensor, options: PoolOptions): tf.Tensor {
    return this.computed([input], maxPool(ofRank4(input), options));
  }

  globalAveragePool(input: tf.Tensor): tf.Tensor {
    return this.computed([input], globalAveragePool(input));
  }

  asFeatureMaps(input: tf.Tensor): tf.Tensor {
    const [batch = 0, channels = 0] = input.shape;
    return this.computed([input], elementwise.reshape(input, [batch, 1, 1, channels]));
  }

  add(left: tf.Tensor, right: tf.Tensor): tf.Tensor {
    return this.computed([left, right], elementwise.add(left, right));
  }

  scaleChannels(featureMaps: tf.Tensor, factors: tf.Tensor): tf.Tensor {
    return this.computed([featureMaps, factors], scaleChannels(featureMaps, factors));
  }

  dropout(input: tf.Tensor, { name, rate }: DropoutOptions): tf.Tensor {
    if (!this.masks || rate === 0) return input;
    const mask = this.masks.get(name);
    if (!mask) throw new Error(`Dropout layer "${name}" was given no mask.`);
    return this.computed([input], elementwise.timesConstant(input, mask));
  }

  dense(input: tf.Tensor, { name }: DenseOptions): tf.Tensor {
    const weights = this.weight(`${name}.weight`);
    return this.plusBias(this.computed([input, weights], elementwise.matrixProduct(input, weights)), name);
  }

  private plusBias(input: tf.Tensor, name: string): tf.Tensor {
    const bias = this.weight(`${name}.bias`);
    return this.computed([input, bias], elementwise.addBias(input, bias));
  }

  private fusedBatchNorm(inputs: batchNorms.BatchNormInputs, options: BatchNormOptions): Operation {
    const activation = options.activation?.kind ?? 'none';
    if (!this.isTraining) {
      const statistics = this.runningStatistics(options);
      return batchNorms.normaliseByStatisticsFused(inputs, {
        activation,
        statistics,
        isLearnt: this.tape !== null,
      });
    }
    return this.withStatistics(inputs, options, batchNorms.normaliseByBatchFused(inputs, activation));
  }

  private composedBatchNorm(inputs: batchNorms.BatchNormInputs, options: BatchNormOptions): Operation {
    if (!this.isTraining) return batchNorms.normaliseByStatistics(inputs, this.runningStatistics(options));
    return this.withStatistics(inputs, options, batchNorms.normaliseByBatch(inputs));
  }

  private runningStatistics({ name }: BatchNormOptions): batchNorms.Statistics {
    return { mean: this.weight(`${name}.running_mean`), variance: this.weight(`${name}.running_var`) };
  }

  /** Notes how the running statistics move towards the batch's; PyTorch takes the unbiased variance there. */
  private withStatistics(
    { featureMaps }: batchNorms.BatchNormInputs,
    { name, momentum }: BatchNormOptions,
    operation: batchNorms.BatchNorm,
  ): Operation {
    const count = featureMaps.size / featureMaps.shape[3];
    const { mean, variance } = operation.statistics;
    const move = (statistic: string, value: tf.Tensor, factor: number) => {
      const average = this.weight(`${name}.${statistic}`);
      this.moving.set(`${name}.${statistic}`, { average, value, keep: 1 - momentum, share: momentum * factor });
    };
    move('running_mean', mean, 1);
    move('running_var', variance, count / Math.max(1, count - 1));
    return operation;
  }

  private computed(inputs: readonly tf.Tensor[], operation: Operation): tf.Tensor {
    this.tape?.add(inputs, operation);
    return operation.value;
  }

  private weight(name: string): tf.Tensor {
    return weightOf(this.weights, name);
  }
}

function pairOf(name: string, statistic: tf.Tensor | undefined): [string, tf.Tensor][] {
  return statistic ? [[name, tf.keep(statistic)]] : [];
}

function weightOf(weights: TensorMap, name: string): tf.Tensor {
  const tensor = weights.get(name);
  if (!tensor) throw new Error(`The weights hold no tensor "${name}".`);
  return tensor;
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
