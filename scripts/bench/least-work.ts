/** The least that a plain step has to do, out of the network's description: its convolutions, dense layers and update alone. */
import type {
  ConvolutionOptions,
  DepthwiseOptions,
  Network,
  NetworkBuilder,
  PoolOptions,
} from '../../src/core/networks/network';
import { outputSize } from '../../src/core/networks/output-size';
import { elementCount, listParameters } from '../../src/core/networks/parameter-list';

export interface LeastWork {
  /** Multiplications and additions: two for each product of a convolution or dense layer, in every pass that it has. */
  readonly operations: number;
  /** Each of their tensors read or written once in each pass; weights, their momentum and gradients once in the update. */
  readonly bytes: number;
}

export function leastWork(network: Network, { batch, size }: { batch: number; size: number }): LeastWork {
  const counter = new WorkCounter(batch);
  network.build<Maps>(counter, { shape: [size, size, 3], isImages: true });
  const trained = listParameters(network, size).filter(({ isTrainable }) => isTrainable);
  const weights = trained.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  // Weights, momentum and gradients are read, the first two written.
  return { operations: counter.operations, bytes: 4 * (counter.values + 5 * weights) };
}

interface Maps {
  /** Height, width and channels of feature maps; channels alone after pooling. */
  readonly shape: readonly number[];
  /** The network's input, which needs no gradient. */
  readonly isImages: boolean;
}

class WorkCounter implements NetworkBuilder<Maps> {
  operations = 0;
  values = 0;

  constructor(private readonly batch: number) {}

  convolution(input: Maps, { filters, size, stride = 1, padding }: ConvolutionOptions): Maps {
    const channels = input.shape[2] ?? 0;
    const output = mapsOf([...sides(input, { size, stride, padding }), filters]);
    return this.product(input, output, { weights: size * size * channels * filters, depth: size * size * channels });
  }

  depthwiseConvolution(input: Maps, { size, stride = 1, padding }: DepthwiseOptions): Maps {
    const channels = input.shape[2] ?? 0;
    const output = mapsOf([...sides(input, { size, stride, padding }), channels]);
    return this.product(input, output, { weights: size * size * channels, depth: size * size });
  }

  dense(input: Maps, { units }: { units: number }): Maps {
    const inputs = input.shape[0] ?? 0;
    return this.product(input, mapsOf([units]), { weights: inputs * units, depth: inputs });
  }

  batchNorm(input: Maps): Maps {
    return mapsOf(input.shape);
  }

  relu(input: Maps): Maps {
    return mapsOf(input.shape);
  }

  swish(input: Maps): Maps {
    return mapsOf(input.shape);
  }

  sigmoid(input: Maps): Maps {
    return mapsOf(input.shape);
  }

  maxPool(input: Maps, window: PoolOptions): Maps {
    return mapsOf([...sides(input, window), input.shape[2] ?? 0]);
  }

  globalAveragePool(input: Maps): Maps {
    return mapsOf([input.shape.at(-1) ?? 0]);
  }

  asFeatureMaps(input: Maps): Maps {
    return mapsOf([1, 1, ...input.shape]);
  }

  add(left: Maps): Maps {
    return mapsOf(left.shape);
  }

  scaleChannels(activations: Maps): Maps {
    return mapsOf(activations.shape);
  }

  dropout(input: Maps): Maps {
    return input;
  }

  /** Forward, the gradient of the weights, and, but for the images, that of the input: each takes two tensors and gives one. */
  private product(input: Maps, output: Maps, { weights, depth }: { weights: number; depth: number }): Maps {
    const [taken, given] = [this.batch * elementCount(input.shape), this.batch * elementCount(output.shape)];
    const passes = input.isImages ? 2 : 3;
    this.operations += passes * 2 * given * depth;
    this.values += passes * (taken + given + weights);
    return output;
  }
}

function mapsOf(shape: readonly number[]): Maps {
  return { shape, isImages: false };
}

function sides({ shape: [height = 0, width = 0] }: Maps, window: Parameters<typeof outputSize>[1]): [number, number] {
  return [outputSize(height, window), outputSize(width, window)];
}
