/** Reads a network's description for its parameters: names, shapes and roles, in the network's own order. */
import type {
  ConvolutionOptions,
  DepthwiseOptions,
  DropoutOptions,
  Network,
  NetworkBuilder,
  PoolOptions,
} from './network';
import { outputSize } from './output-size';

export type ParameterRole = 'kernel' | 'bias' | 'scale' | 'shift' | 'mean' | 'variance';

export interface ParameterSpec {
  readonly name: string;
  /** Kernels are [height, width, in, out], depthwise ones [height, width, in, 1], dense ones [in, out]. */
  readonly shape: readonly number[];
  readonly role: ParameterRole;
  /** Inputs that one output sums over; 0 where it means nothing. */
  readonly fanIn: number;
  /** False for running statistics. */
  readonly isTrainable: boolean;
  /** True for kernels [height, width, channels, 1] of a depthwise convolution. */
  readonly isDepthwise: boolean;
  /** True for the dense layer that gives the logits. */
  readonly isDense: boolean;
}

/** Height, width and channels of feature maps; channels alone after pooling. */
type Shape = readonly number[];

/** The parameters in the order in which the network declares them; the order of every `Weights`. */
export function listParameters(network: Network, imageSize: number): ParameterSpec[] {
  const lister = new ParameterLister();
  network.build<Shape>(lister, [imageSize, imageSize, 3]);
  return lister.parameters;
}

/** A layer that drops, and the shape of what it drops from, without the batch. */
export interface DropoutLayer extends DropoutOptions {
  readonly shape: readonly number[];
}

/** Layers that drop anything in training, in the order of the description. */
export function listDropouts(network: Network, imageSize: number): DropoutLayer[] {
  const lister = new ParameterLister();
  network.build<Shape>(lister, [imageSize, imageSize, 3]);
  return lister.dropouts.filter(({ rate }) => rate > 0);
}

/** Trainable numbers of a network at its default image size. */
export function countParameters(network: Network): number {
  return listParameters(network, network.parameters.parse({}).imageSize)
    .filter((parameter) => parameter.isTrainable)
    .reduce((sum, parameter) => sum + elementCount(parameter.shape), 0);
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

class ParameterLister implements NetworkBuilder<Shape> {
  readonly parameters: ParameterSpec[] = [];
  readonly dropouts: DropoutLayer[] = [];

  convolution(input: Shape, options: ConvolutionOptions): Shape {
    const { name, filters, size, stride = 1, padding, bias = false } = options;
    const [height = 0, width = 0, channels = 0] = input;
    this.declare(`${name}.weight`, [size, size, channels, filters], { role: 'kernel', fanIn: size * size * channels });
    if (bias) this.declare(`${name}.bias`, [filters], { role: 'bias' });
    const window = { size, stride, padding };
    return [outputSize(height, window), outputSize(width, window), filters];
  }

  depthwiseConvolution(input: Shape, options: DepthwiseOptions): Shape {
    const { name, size, stride = 1, padding } = options;
    const [height = 0, width = 0, channels = 0] = input;
    this.declare(`${name}.weight`, [size, size, channels, 1], {
      role: 'kernel',
      fanIn: size * size,
      isDepthwise: true,
    });
    const window = { size, stride, padding };
    return [outputSize(height, window), outputSize(width, window), channels];
  }

  batchNorm(input: Shape, { name }: { name: string }): Shape {
    const shape = [input.at(-1) ?? 0];
    this.declare(`${name}.weight`, shape, { role: 'scale' });
    this.declare(`${name}.bias`, shape, { role: 'shift' });
    this.declare(`${name}.running_mean`, shape, { role: 'mean' });
    this.declare(`${name}.running_var`, shape, { role: 'variance' });
    return input;
  }

  relu(input: Shape): Shape {
    return input;
  }

  swish(input: Shape): Shape {
    return input;
  }

  sigmoid(input: Shape): Shape {
    return input;
  }

  maxPool(input: Shape, window: PoolOptions): Shape {
    const [height = 0, width = 0, channels = 0] = input;
    return [outputSize(height, window), outputSize(width, window), channels];
  }

  globalAveragePool(input: Shape): Shape {
    return [input.at(-1) ?? 0];
  }

  asFeatureMaps(input: Shape): Shape {
    return [1, 1, ...input];
  }

  add(left: Shape): Shape {
    return left;
  }

  scaleChannels(activations: Shape): Shape {
    return activations;
  }

  dropout(input: Shape, options: DropoutOptions): Shape {
    this.dropouts.push({ ...options, shape: input });
    return input;
  }

  dense(input: Shape, { name, units }: { name: string; units: number }): Shape {
    const inputs = input[0] ?? 0;
    this.declare(`${name}.weight`, [inputs, units], { role: 'kernel', fanIn: inputs, isDense: true });
    this.declare(`${name}.bias`, [units], { role: 'bias', fanIn: inputs, isDense: true });
    return [units];
  }

  private declare(
    name: string,
    shape: readonly number[],
    {
      role,
      fanIn = 0,
      isDepthwise = false,
      isDense = false,
    }: { role: ParameterRole; fanIn?: number; isDepthwise?: boolean; isDense?: boolean },
  ): void {
    const isTrainable = role !== 'mean' && role !== 'variance';
    this.parameters.push({ name, shape, role, fanIn, isTrainable, isDepthwise, isDense });
  }
}
