/** Writes a network as a graph of Keras layers, in no version's own notation. */
import { preprocessing } from '../images/preprocessing';
import { extraForSame } from './extra-for-same';
import { outputSize } from './output-size';
import type {
  BatchNormOptions,
  ConvolutionOptions,
  DenseOptions,
  DepthwiseOptions,
  Network,
  NetworkBuilder,
  Padding,
  PoolOptions,
} from './network';

/** Pixels above, below, left, right. */
type Sides = readonly [top: number, bottom: number, left: number, right: number];

/** A node of the graph: its layer's name and its feature maps' height, width and channels. */
export interface GraphValue {
  readonly layer: string;
  readonly shape: readonly number[];
}

/** A layer as every version of Keras knows it; how it is wired up is written differently in each. */
export interface GraphLayer {
  readonly name: string;
  readonly className: string;
  readonly config: object;
  readonly inputs: readonly GraphValue[];
  /** Of its output, without the batch. */
  readonly shape: readonly number[];
}

export interface NetworkGraph {
  readonly images: GraphValue;
  readonly output: GraphValue;
  /** Each after its inputs. */
  readonly layers: readonly GraphLayer[];
  /** Our parameter name -> `layer/role`; those of a layer stand in the order in which Keras keeps them. */
  readonly weightNames: ReadonlyMap<string, string>;
}

/** `images` are [batch, size, size, 3], bytes or in [-1, 1]; the output is [batch, 2], of fake and of real. */
export function networkGraph(
  network: Network,
  imageSize: number,
  { input, output }: { input: 'normalised' | 'bytes'; output: 'softmax' | 'logits' },
): NetworkGraph {
  const builder = new GraphBuilder();
  const images = builder.input('images', [imageSize, imageSize, 3], input === 'bytes' ? 'uint8' : 'float32');
  const { logits } = network.build<GraphValue>(builder, input === 'bytes' ? builder.normalise(images) : images);
  const last = output === 'softmax' ? builder.softmax(logits, 'softmax') : logits;
  return { images, output: last, layers: builder.layers, weightNames: builder.weightNames };
}

class GraphBuilder implements NetworkBuilder<GraphValue> {
  readonly layers: GraphLayer[] = [];
  readonly weightNames = new Map<string, string>();

  input(name: string, shape: readonly number[], dtype: 'float32' | 'uint8'): GraphValue {
    this.layers.push({ name, className: 'InputLayer', config: { dtype, sparse: false }, inputs: [], shape });
    return { layer: name, shape };
  }

  /** Bytes to [-1, 1]. */
  normalise(images: GraphValue): GraphValue {
    const { mean, standardDeviation } = preprocessing;
    const config = { scale: 1 / (255 * standardDeviation), offset: -mean / standardDeviation };
    return this.append('Rescaling', [images], { name: 'normalisation', config, shape: images.shape });
  }

  convolution(input: GraphValue, options: ConvolutionOptions): GraphValue {
    const { name, filters, stride = 1, padding, bias = false } = options;
    const padded = this.pad(input, name, padding);
    this.nameWeight(`${name}.weight`, name, 'kernel');
    if (bias) this.nameWeight(`${name}.bias`, name, 'bias');
    const config = { filters, ...windowConfig(options, stride), use_bias: bias, activation: 'linear' };
    return this.append('Conv2D', [padded], { name, config, shape: [...windowed(input, options, stride), filters] });
  }

  depthwiseConvolution(input: GraphValue, options: DepthwiseOptions): GraphValue {
    const { name, stride = 1, padding } = options;
    const padded = this.pad(input, name, padding);
    this.nameWeight(`${name}.weight`, name, 'depthwise_kernel');
    const config = { depth_multiplier: 1, ...windowConfig(options, stride), use_bias: false, activation: 'linear' };
    const shape = [...windowed(input, options, stride), input.shape[2] ?? 0];
    return this.append('DepthwiseConv2D', [padded], { name, config, shape });
  }

  batchNorm(input: GraphValue, { name, epsilon, momentum, activation }: BatchNormOptions): GraphValue {
    this.nameWeight(`${name}.weight`, name, 'gamma');
    this.nameWeight(`${name}.bias`, name, 'beta');
    this.nameWeight(`${name}.running_mean`, name, 'moving_mean');
    this.nameWeight(`${name}.running_var`, name, 'moving_variance');
    // Keras weighs the old statistics, PyTorch the new.
    const config = { axis: -1, epsilon, momentum: 1 - momentum, center: true, scale: true };
    const normalised = this.append('BatchNormalization', [input], { name, config, shape: input.shape });
    return activation ? this.activation(normalised, activation.name, activation.kind) : normalised;
  }

  relu(input: GraphValue, name: string): GraphValue {
    return this.activation(input, name, 'relu');
  }

  swish(input: GraphValue, name: string): GraphValue {
    return this.activation(input, name, 'swish');
  }

  sigmoid(input: GraphValue, name: string): GraphValue {
    return this.activation(input, name, 'sigmoid');
  }

  softmax(input: GraphValue, name: string): GraphValue {
    return this.activation(input, name, 'softmax');
  }

  maxPool(input: GraphValue, options: PoolOptions): GraphValue {
    const { name, size, stride, padding } = options;
    if (typeof padding === 'number' && padding > 0) return this.paddedMaxPool(input, { ...options, padding });
    const config = {
      pool_size: [size, size],
      strides: [stride, stride],
      padding: padding === 'same' ? 'same' : 'valid',
      data_format: 'channels_last',
    };
    const shape = [...windowed(input, options, stride), input.shape[2] ?? 0];
    return this.append('MaxPooling2D', [input], { name, config, shape });
  }

  globalAveragePool(input: GraphValue, name: string): GraphValue {
    const config = { data_format: 'channels_last' };
    return this.append('GlobalAveragePooling2D', [input], { name, config, shape: input.shape.slice(2) });
  }

  asFeatureMaps(input: GraphValue, name: string): GraphValue {
    const shape = [1, 1, ...input.shape];
    return this.append('Reshape', [input], { name, config: { target_shape: shape }, shape });
  }

  add(left: GraphValue, right: GraphValue, name: string): GraphValue {
    return this.append('Add', [left, right], { name, config: {}, shape: left.shape });
  }

  scaleChannels(activations: GraphValue, factors: GraphValue, name: string): GraphValue {
    return this.append('Multiply', [activations, factors], { name, config: {}, shape: activations.shape });
  }

  /** Left out: the exported model is for prediction, in which nothing is dropped. */
  dropout(input: GraphValue): GraphValue {
    return input;
  }

  dense(input: GraphValue, { name, units }: DenseOptions): GraphValue {
    this.nameWeight(`${name}.weight`, name, 'kernel');
    this.nameWeight(`${name}.bias`, name, 'bias');
    const config = { units, activation: 'linear', use_bias: true };
    return this.append('Dense', [input], { name, config, shape: [units] });
  }

  private activation(input: GraphValue, name: string, activation: string): GraphValue {
    return this.append('Activation', [input], { name, config: { activation }, shape: input.shape });
  }

  /**
   * Max pooling whose padding never wins, as PyTorch has it. Keras would pad with zeros, which win over negative values.
   * Its own `same` pads rightly, but not always as much before as PyTorch: feature maps get the zero rows and columns after
   * the end that bring it there, and the windows that see them are cut off.
   */
  private paddedMaxPool(input: GraphValue, options: PoolOptions & { padding: number }): GraphValue {
    const { name, size, stride } = options;
    const [height = 0, width = 0, channels = 0] = input.shape;
    const rows = extraForSame(height, options);
    const columns = extraForSame(width, options);
    const extended = this.sides('ZeroPadding2D', input, { name: `${name}_pad`, padding: [0, rows, 0, columns] });
    const pooled = this.maxPool(extended, { name, size, stride, padding: 'same' });
    const [pooledHeight = 0, pooledWidth = 0] = pooled.shape;
    const shape = [outputSize(height, options), outputSize(width, options), channels];
    const cut = [0, pooledHeight - (shape[0] ?? 0), 0, pooledWidth - (shape[1] ?? 0)] as const;
    return this.sides('Cropping2D', pooled, { name: `${name}_crop`, padding: cut });
  }

  /** Pixels of padding become a layer of their own: Keras convolutions know only `same` and `valid`. */
  private pad(input: GraphValue, name: string, padding: Padding): GraphValue {
    if (typeof padding !== 'number' || padding === 0) return input;
    return this.sides('ZeroPadding2D', input, { name: `${name}_pad`, padding: [padding, padding, padding, padding] });
  }

  private sides(
    className: 'ZeroPadding2D' | 'Cropping2D',
    input: GraphValue,
    { name, padding }: { name: string; padding: Sides },
  ): GraphValue {
    if (padding.every((pixels) => pixels === 0)) return input;
    const [top, bottom, left, right] = padding;
    const [height = 0, width = 0, channels = 0] = input.shape;
    const sign = className === 'Cropping2D' ? -1 : 1;
    const shape = [height + sign * (top + bottom), width + sign * (left + right), channels];
    const pairs = [
      [top, bottom],
      [left, right],
    ];
    const cut = className === 'Cropping2D' ? { cropping: pairs } : { padding: pairs };
    return this.append(className, [input], { name, config: { ...cut, data_format: 'channels_last' }, shape });
  }

  private nameWeight(name: string, layer: string, role: string): void {
    this.weightNames.set(name, `${layerName(layer)}/${role}`);
  }

  private append(
    className: string,
    inputs: readonly GraphValue[],
    { name: givenName, config, shape }: { name: string; config: object; shape: readonly number[] },
  ): GraphValue {
    const name = layerName(givenName);
    this.layers.push({ name, className, config, inputs, shape });
    return { layer: name, shape };
  }
}

/** tfjs refuses names of tensors that begin with an underscore. */
function layerName(name: string): string {
  return name.replace(/^_+/, '');
}

function windowConfig({ size, padding }: { size: number; padding: Padding }, stride: number): object {
  return {
    kernel_size: [size, size],
    strides: [stride, stride],
    padding: padding === 'same' ? 'same' : 'valid',
    dilation_rate: [1, 1],
    data_format: 'channels_last',
  };
}

function windowed(input: GraphValue, options: { size: number; padding: Padding }, stride: number): number[] {
  const [height = 0, width = 0] = input.shape;
  const window = { size: options.size, stride, padding: options.padding };
  return [outputSize(height, window), outputSize(width, window)];
}
