/** Reads a network's description for its parameters: names, shapes and roles, in the network's own order. */
import type {
  BatchNormOptions,
  ConvolutionOptions,
  DenseOptions,
  DepthwiseOptions,
  DropoutOptions,
  Network,
} from './network';
import { channelsOf, OutputShapes, type OutputShape } from './output-shapes';

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

/** The parameters in the order in which the network declares them; the order of every `Weights`. */
export function listParameters(network: Network, imageSize: number): ParameterSpec[] {
  const lister = new ParameterLister();
  network.build<OutputShape>(lister, [imageSize, imageSize, 3]);
  return lister.parameters;
}

/** A layer that drops, and the shape of what it drops from, without the batch. */
export interface DropoutLayer extends DropoutOptions {
  readonly shape: readonly number[];
}

/** Layers that drop anything in training, in the order of the description. */
export function listDropouts(network: Network, imageSize: number): DropoutLayer[] {
  const lister = new ParameterLister();
  network.build<OutputShape>(lister, [imageSize, imageSize, 3]);
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

class ParameterLister extends OutputShapes {
  readonly parameters: ParameterSpec[] = [];
  readonly dropouts: DropoutLayer[] = [];

  override convolution(input: OutputShape, options: ConvolutionOptions): OutputShape {
    const { name, filters, size, bias = false } = options;
    const channels = channelsOf(input);
    this.declare(`${name}.weight`, [size, size, channels, filters], { role: 'kernel', fanIn: size * size * channels });
    if (bias) this.declare(`${name}.bias`, [filters], { role: 'bias' });
    return super.convolution(input, options);
  }

  override depthwiseConvolution(input: OutputShape, options: DepthwiseOptions): OutputShape {
    const { name, size } = options;
    this.declare(`${name}.weight`, [size, size, channelsOf(input), 1], {
      role: 'kernel',
      fanIn: size * size,
      isDepthwise: true,
    });
    return super.depthwiseConvolution(input, options);
  }

  override batchNorm(input: OutputShape, options: BatchNormOptions): OutputShape {
    const { name } = options;
    const shape = [channelsOf(input)];
    this.declare(`${name}.weight`, shape, { role: 'scale' });
    this.declare(`${name}.bias`, shape, { role: 'shift' });
    this.declare(`${name}.running_mean`, shape, { role: 'mean' });
    this.declare(`${name}.running_var`, shape, { role: 'variance' });
    return super.batchNorm(input, options);
  }

  override dropout(input: OutputShape, options: DropoutOptions): OutputShape {
    this.dropouts.push({ ...options, shape: input });
    return super.dropout(input, options);
  }

  override dense(input: OutputShape, options: DenseOptions): OutputShape {
    const { name, units } = options;
    const inputs = channelsOf(input);
    this.declare(`${name}.weight`, [inputs, units], { role: 'kernel', fanIn: inputs, isDense: true });
    this.declare(`${name}.bias`, [units], { role: 'bias', fanIn: inputs, isDense: true });
    return super.dense(input, options);
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
