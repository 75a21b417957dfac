/** Writes a network as ONNX operators: an interpreter of its description whose feature maps are [batch, channels, height, width]. */
import type {
  ActivationOptions,
  BatchNormOptions,
  ConvolutionOptions,
  DenseOptions,
  DepthwiseOptions,
  NetworkBuilder,
  Padding,
  PoolOptions,
} from '../../../core/networks/network';
import { outputSize } from '../../../core/networks/output-size';
import type { OnnxAttribute, OnnxNode } from './onnx-model';

/** The output of a node, and what it holds of one image: channels, height and width, or channels alone. */
export interface OnnxMaps {
  readonly name: string;
  readonly shape: readonly number[];
}

interface Operation {
  readonly inputs: readonly string[];
  readonly shape: readonly number[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** Parameters are read by their PyTorch names and shapes; ONNX lays kernels out as PyTorch does. */
export class OnnxGraphBuilder implements NetworkBuilder<OnnxMaps> {
  readonly nodes: OnnxNode[] = [];
  readonly integers = new Map<string, readonly number[]>();

  convolution(input: OnnxMaps, options: ConvolutionOptions): OnnxMaps {
    const { name, filters, bias = false } = options;
    const inputs = [input.name, `${name}.weight`, ...(bias ? [`${name}.bias`] : [])];
    const shape = [filters, ...windowedSides(input, options)];
    return this.append('Conv', name, { inputs, shape, attributes: windowAttributes(input, options) });
  }

  depthwiseConvolution(input: OnnxMaps, options: DepthwiseOptions): OnnxMaps {
    const [channels = 0] = input.shape;
    const attributes = { ...windowAttributes(input, options), group: { int: channels } };
    const shape = [channels, ...windowedSides(input, options)];
    return this.append('Conv', options.name, { inputs: [input.name, `${options.name}.weight`], shape, attributes });
  }

  /** The order of ONNX's inputs is scale, shift, mean, variance. */
  batchNorm(input: OnnxMaps, { name, epsilon, activation }: BatchNormOptions): OnnxMaps {
    const parameters = ['weight', 'bias', 'running_mean', 'running_var'].map((role) => `${name}.${role}`);
    const normalised = this.append('BatchNormalization', name, {
      inputs: [input.name, ...parameters],
      shape: input.shape,
      attributes: { epsilon: { real: epsilon } },
    });
    return activation ? this.activation(normalised, activation) : normalised;
  }

  relu(input: OnnxMaps, name: string): OnnxMaps {
    return this.append('Relu', name, { inputs: [input.name], shape: input.shape });
  }

  swish(input: OnnxMaps, name: string): OnnxMaps {
    const gate = this.sigmoid(input, `${name}_sigmoid`);
    return this.append('Mul', name, { inputs: [input.name, gate.name], shape: input.shape });
  }

  sigmoid(input: OnnxMaps, name: string): OnnxMaps {
    return this.append('Sigmoid', name, { inputs: [input.name], shape: input.shape });
  }

  /** ONNX's padding never wins, as PyTorch's. */
  maxPool(input: OnnxMaps, options: PoolOptions): OnnxMaps {
    const shape = [input.shape[0] ?? 0, ...windowedSides(input, options)];
    return this.append('MaxPool', options.name, {
      inputs: [input.name],
      shape,
      attributes: windowAttributes(input, options),
    });
  }

  globalAveragePool(input: OnnxMaps, name: string): OnnxMaps {
    const [channels = 0] = input.shape;
    const means = this.append('GlobalAveragePool', `${name}_mean`, { inputs: [input.name], shape: [channels, 1, 1] });
    return this.append('Flatten', name, { inputs: [means.name], shape: [channels], attributes: { axis: { int: 1 } } });
  }

  asFeatureMaps(input: OnnxMaps, name: string): OnnxMaps {
    const axes = `${name}_axes`;
    this.integers.set(axes, [2, 3]);
    return this.append('Unsqueeze', name, { inputs: [input.name, axes], shape: [...input.shape, 1, 1] });
  }

  add(left: OnnxMaps, right: OnnxMaps, name: string): OnnxMaps {
    return this.append('Add', name, { inputs: [left.name, right.name], shape: left.shape });
  }

  scaleChannels(activations: OnnxMaps, factors: OnnxMaps, name: string): OnnxMaps {
    return this.append('Mul', name, { inputs: [activations.name, factors.name], shape: activations.shape });
  }

  /** Left out: the exported model is for prediction, in which nothing is dropped. */
  dropout(input: OnnxMaps): OnnxMaps {
    return input;
  }

  /** The kernel is [out, in], as PyTorch has it. */
  dense(input: OnnxMaps, { name, units }: DenseOptions): OnnxMaps {
    const inputs = [input.name, `${name}.weight`, `${name}.bias`];
    return this.append('Gemm', name, { inputs, shape: [units], attributes: { transB: { int: 1 } } });
  }

  /** The node's output is called as the node. */
  append(operator: string, name: string, { inputs, shape, attributes = {} }: Operation): OnnxMaps {
    this.nodes.push({ name, operator, inputs, output: name, attributes });
    return { name, shape };
  }

  private activation(input: OnnxMaps, { kind, name }: ActivationOptions): OnnxMaps {
    return kind === 'relu' ? this.relu(input, name) : this.swish(input, name);
  }
}

interface Window {
  readonly size: number;
  readonly stride?: number;
  readonly padding: Padding;
}

function windowedSides({ shape: [, height = 0, width = 0] }: OnnxMaps, window: Window): number[] {
  return [height, width].map((pixels) => outputSize(pixels, { stride: 1, ...window }));
}

function windowAttributes(
  { shape: [, height = 0, width = 0] }: OnnxMaps,
  window: Window,
): Record<string, OnnxAttribute> {
  const { size, stride = 1 } = window;
  const [top, bottom] = padsOf(height, { ...window, stride });
  const [left, right] = padsOf(width, { ...window, stride });
  return {
    kernel_shape: { ints: [size, size] },
    strides: { ints: [stride, stride] },
    pads: { ints: [top, left, bottom, right] },
  };
}

/** Pixels before and after. TF SAME pads as little as it can, and the odd pixel after the end. */
function padsOf(pixels: number, { size, stride, padding }: Required<Window>): [number, number] {
  if (padding === 'valid') return [0, 0];
  if (padding !== 'same') return [padding, padding];
  const padded = Math.max(0, (outputSize(pixels, { size, stride, padding }) - 1) * stride + size - pixels);
  return [Math.floor(padded / 2), Math.ceil(padded / 2)];
}
