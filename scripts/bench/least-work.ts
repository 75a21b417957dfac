/** The least that a plain step has to do, out of the network's description: its convolutions, dense layers and update alone. */
import type { ConvolutionOptions, DenseOptions, DepthwiseOptions, Network } from '../../src/core/networks/network';
import { channelsOf, OutputShapes, type OutputShape } from '../../src/core/networks/output-shapes';
import { elementCount, listParameters } from '../../src/core/networks/parameter-list';

export interface LeastWork {
  /** Multiplications and additions: two for each product of a convolution or dense layer, in every pass that it has. */
  readonly operations: number;
  /** Each of their tensors read or written once in each pass; weights, their momentum and gradients once in the update. */
  readonly bytes: number;
}

export function leastWork(network: Network, { batch, size }: { batch: number; size: number }): LeastWork {
  const images = [size, size, 3];
  const counter = new WorkCounter(batch, images);
  network.build<OutputShape>(counter, images);
  const trained = listParameters(network, size).filter(({ isTrainable }) => isTrainable);
  const weights = trained.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  // Weights, momentum and gradients are read, the first two written.
  return { operations: counter.operations, bytes: 4 * (counter.values + 5 * weights) };
}

class WorkCounter extends OutputShapes {
  operations = 0;
  values = 0;

  constructor(
    private readonly batch: number,
    /** The network's input, which needs no gradient. */
    private readonly images: OutputShape,
  ) {
    super();
  }

  override convolution(input: OutputShape, options: ConvolutionOptions): OutputShape {
    const depth = options.size ** 2 * channelsOf(input);
    return this.product(input, super.convolution(input, options), { weights: depth * options.filters, depth });
  }

  override depthwiseConvolution(input: OutputShape, options: DepthwiseOptions): OutputShape {
    const depth = options.size ** 2;
    return this.product(input, super.depthwiseConvolution(input, options), {
      weights: depth * channelsOf(input),
      depth,
    });
  }

  override dense(input: OutputShape, options: DenseOptions): OutputShape {
    const depth = channelsOf(input);
    return this.product(input, super.dense(input, options), { weights: depth * options.units, depth });
  }

  /** Forward, the gradient of the weights, and, but for the images, that of the input: each takes two tensors and gives one. */
  private product(
    input: OutputShape,
    output: OutputShape,
    { weights, depth }: { weights: number; depth: number },
  ): OutputShape {
    const [taken, given] = [this.batch * elementCount(input), this.batch * elementCount(output)];
    const passes = input === this.images ? 2 : 3;
    this.operations += passes * 2 * given * depth;
    this.values += passes * (taken + given + weights);
    return output;
  }
}
