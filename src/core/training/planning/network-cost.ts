/** What one image costs a network: numbers that training keeps, and multiplications, out of the network's description. */
import type {
  BatchNormOptions,
  ConvolutionOptions,
  DenseOptions,
  DepthwiseOptions,
  DropoutOptions,
  Network,
  PoolOptions,
} from '../../networks/network';
import { channelsOf, OutputShapes, type OutputShape } from '../../networks/output-shapes';
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
  network.build<OutputShape>(counter, image);
  const { activations, largest, multiplications } = counter;
  return { activations, largest, multiplications };
}

class CostCounter extends OutputShapes {
  activations = 0;
  multiplications = 0;

  constructor(public largest: number) {
    super();
  }

  override convolution(input: OutputShape, options: ConvolutionOptions): OutputShape {
    return this.layer(super.convolution(input, options), options.size ** 2 * channelsOf(input));
  }

  override depthwiseConvolution(input: OutputShape, options: DepthwiseOptions): OutputShape {
    return this.layer(super.depthwiseConvolution(input, options), options.size ** 2);
  }

  override batchNorm(input: OutputShape, options: BatchNormOptions): OutputShape {
    return this.layer(super.batchNorm(input, options), 1);
  }

  override relu(input: OutputShape): OutputShape {
    return this.layer(input);
  }

  override swish(input: OutputShape): OutputShape {
    return this.layer(input, 1);
  }

  override sigmoid(input: OutputShape): OutputShape {
    return this.layer(input);
  }

  override maxPool(input: OutputShape, options: PoolOptions): OutputShape {
    return this.layer(super.maxPool(input, options));
  }

  override globalAveragePool(input: OutputShape): OutputShape {
    return this.layer(super.globalAveragePool(input));
  }

  override add(left: OutputShape): OutputShape {
    return this.layer(left);
  }

  override scaleChannels(activations: OutputShape): OutputShape {
    return this.layer(activations, 1);
  }

  override dropout(input: OutputShape, options: DropoutOptions): OutputShape {
    return this.layer(super.dropout(input, options), options.drops === 'values' ? 1 : 0);
  }

  override dense(input: OutputShape, options: DenseOptions): OutputShape {
    return this.layer(super.dense(input, options), channelsOf(input));
  }

  private layer(output: OutputShape, multiplicationsEach = 0): OutputShape {
    const values = elementCount(output);
    this.activations += values;
    this.largest = Math.max(this.largest, values);
    this.multiplications += values * multiplicationsEach;
    return output;
  }
}
