/** What one image costs a network: numbers that training keeps, and multiplications, out of the network's description. */
import { outputSize } from '../../networks/output-size';
import type {
  ConvolutionOptions,
  DepthwiseOptions,
  DropoutOptions,
  Network,
  NetworkBuilder,
  PoolOptions,
} from '../../networks/network';
import { elementCount } from '../../networks/parameter-list';

export interface NetworkCost {
  /** Numbers in the outputs of all layers, per image. */
  readonly activations: number;
  /** Numbers in the largest of them, or in the image. */
  readonly largest: number;
  /** Multiplications of a forward pass, per image. */
  readonly multiplications: number;
}

export function networkCost(network: Network, imageSize: number): NetworkCost {
  const image = [imageSize, imageSize, 3];
  const counter = new CostCounter(elementCount(image));
  network.build<Shape>(counter, image);
  const { activations, largest, multiplications } = counter;
  return { activations, largest, multiplications };
}

/** Height, width and channels of feature maps; channels alone after pooling. */
type Shape = readonly number[];

class CostCounter implements NetworkBuilder<Shape> {
  activations = 0;
  multiplications = 0;

  constructor(public largest: number) {}

  convolution(input: Shape, { filters, size, stride = 1, padding }: ConvolutionOptions): Shape {
    const [height = 0, width = 0, channels = 0] = input;
    const window = { size, stride, padding };
    const output = [outputSize(height, window), outputSize(width, window), filters];
    return this.layer(output, size * size * channels);
  }

  depthwiseConvolution(input: Shape, { size, stride = 1, padding }: DepthwiseOptions): Shape {
    const [height = 0, width = 0, channels = 0] = input;
    const window = { size, stride, padding };
    return this.layer([outputSize(height, window), outputSize(width, window), channels], size * size);
  }

  batchNorm(input: Shape): Shape {
    return this.layer(input, 1);
  }

  relu(input: Shape): Shape {
    return this.layer(input);
  }

  swish(input: Shape): Shape {
    return this.layer(input, 1);
  }

  sigmoid(input: Shape): Shape {
    return this.layer(input);
  }

  maxPool(input: Shape, window: PoolOptions): Shape {
    const [height = 0, width = 0, channels = 0] = input;
    return this.layer([outputSize(height, window), outputSize(width, window), channels]);
  }

  globalAveragePool(input: Shape): Shape {
    return this.layer([input.at(-1) ?? 0]);
  }

  asFeatureMaps(input: Shape): Shape {
    return [1, 1, ...input];
  }

  add(left: Shape): Shape {
    return this.layer(left);
  }

  scaleChannels(activations: Shape): Shape {
    return this.layer(activations, 1);
  }

  dropout(input: Shape, { drops }: DropoutOptions): Shape {
    return this.layer(input, drops === 'values' ? 1 : 0);
  }

  dense(input: Shape, { units }: { units: number }): Shape {
    return this.layer([units], input[0] ?? 0);
  }

  private layer(output: Shape, multiplicationsEach = 0): Shape {
    const values = elementCount(output);
    this.activations += values;
    this.largest = Math.max(this.largest, values);
    this.multiplications += values * multiplicationsEach;
    return output;
  }
}
