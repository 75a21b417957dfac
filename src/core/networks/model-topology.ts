/** Writes a network as a Keras graph in JSON, which stock TensorFlow.js loads without code of ours. */
import { mapSize } from './map-size';
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

export interface ModelTopology {
  /** What `tf.io.ModelArtifacts.modelTopology` takes. */
  readonly topology: object;
  /** Our parameter name -> the name of that weight in the Keras graph. */
  readonly weightNames: ReadonlyMap<string, string>;
}

/** A node of the graph: its layer's name and its maps' height, width and channels. */
interface GraphValue {
  readonly layer: string;
  readonly shape: readonly number[];
}

/** The graph ends in a softmax: its output is [batch, 2], probability of fake and of real. */
export function modelTopology(network: Network, imageSize: number): ModelTopology {
  const builder = new GraphBuilder();
  const images = builder.input('images', [imageSize, imageSize, 3]);
  const { logits } = network.build<GraphValue>(builder, images);
  const scores = builder.softmax(logits, 'softmax');
  const config = {
    name: network.id,
    layers: builder.layers,
    input_layers: [[images.layer, 0, 0]],
    output_layers: [[scores.layer, 0, 0]],
  };
  const topology = {
    class_name: 'Model',
    config,
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
  };
  return { topology, weightNames: builder.weightNames };
}

class GraphBuilder implements NetworkBuilder<GraphValue> {
  readonly layers: object[] = [];
  readonly weightNames = new Map<string, string>();

  input(name: string, shape: readonly number[]): GraphValue {
    const config = { batch_input_shape: [null, ...shape], dtype: 'float32', sparse: false, name };
    this.layers.push({ name, class_name: 'InputLayer', config, inbound_nodes: [] });
    return { layer: name, shape };
  }

  convolution(input: GraphValue, options: ConvolutionOptions): GraphValue {
    const { name, filters, stride = 1, padding, bias = false } = options;
    const padded = this.pad(input, name, padding);
    this.weightNames.set(`${name}.weight`, `${name}/kernel`);
    if (bias) this.weightNames.set(`${name}.bias`, `${name}/bias`);
    const config = { filters, ...windowConfig(options, stride), use_bias: bias, activation: 'linear' };
    return this.append('Conv2D', [padded], { name, config, shape: [...windowed(input, options, stride), filters] });
  }

  depthwiseConvolution(input: GraphValue, options: DepthwiseOptions): GraphValue {
    const { name, stride = 1, padding } = options;
    const padded = this.pad(input, name, padding);
    this.weightNames.set(`${name}.weight`, `${name}/depthwise_kernel`);
    const config = { depth_multiplier: 1, ...windowConfig(options, stride), use_bias: false, activation: 'linear' };
    const shape = [...windowed(input, options, stride), input.shape[2] ?? 0];
    return this.append('DepthwiseConv2D', [padded], { name, config, shape });
  }

  batchNorm(input: GraphValue, { name, epsilon, momentum }: BatchNormOptions): GraphValue {
    this.weightNames.set(`${name}.weight`, `${name}/gamma`);
    this.weightNames.set(`${name}.bias`, `${name}/beta`);
    this.weightNames.set(`${name}.running_mean`, `${name}/moving_mean`);
    this.weightNames.set(`${name}.running_var`, `${name}/moving_variance`);
    // Keras weighs the old statistics, PyTorch the new.
    const config = { axis: -1, epsilon, momentum: 1 - momentum, center: true, scale: true };
    return this.append('BatchNormalization', [input], { name, config, shape: input.shape });
  }

  relu(input: GraphValue, name: string): GraphValue {
    return this.append('Activation', [input], { name, config: { activation: 'relu' }, shape: input.shape });
  }

  softmax(input: GraphValue, name: string): GraphValue {
    return this.append('Activation', [input], { name, config: { activation: 'softmax' }, shape: input.shape });
  }

  maxPool(input: GraphValue, options: PoolOptions): GraphValue {
    const { name, size, stride, padding } = options;
    if (typeof padding === 'number' && padding > 0) {
      // Keras would pad with zeros, which is not what a maximum over negative values sees in PyTorch.
      throw new Error(`Max pooling "${name}" cannot be exported with ${padding} pixels of padding.`);
    }
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

  add(left: GraphValue, right: GraphValue, name: string): GraphValue {
    return this.append('Add', [left, right], { name, config: {}, shape: left.shape });
  }

  dense(input: GraphValue, { name, units }: DenseOptions): GraphValue {
    this.weightNames.set(`${name}.weight`, `${name}/kernel`);
    this.weightNames.set(`${name}.bias`, `${name}/bias`);
    const config = { units, activation: 'linear', use_bias: true };
    return this.append('Dense', [input], { name, config, shape: [units] });
  }

  /** Pixels of padding become a layer of their own: Keras convolutions know only `same` and `valid`. */
  private pad(input: GraphValue, name: string, padding: Padding): GraphValue {
    if (typeof padding !== 'number' || padding === 0) return input;
    const [height = 0, width = 0, channels = 0] = input.shape;
    const shape = [height + 2 * padding, width + 2 * padding, channels];
    const sides = [
      [padding, padding],
      [padding, padding],
    ];
    const config = { padding: sides, data_format: 'channels_last' };
    return this.append('ZeroPadding2D', [input], { name: `${name}_pad`, config, shape });
  }

  private append(
    className: string,
    inputs: readonly GraphValue[],
    { name, config, shape }: { name: string; config: object; shape: readonly number[] },
  ): GraphValue {
    this.layers.push({
      name,
      class_name: className,
      config: { name, trainable: true, ...config },
      inbound_nodes: [inputs.map((input) => [input.layer, 0, 0, {}])],
    });
    return { layer: name, shape };
  }
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
  return [mapSize(height, window), mapSize(width, window)];
}
