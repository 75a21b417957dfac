/** Follows a network's description with shapes alone; what needs more of its layers extends it. */
import type {
  BatchNormOptions,
  ConvolutionOptions,
  DenseOptions,
  DepthwiseOptions,
  DropoutOptions,
  NetworkBuilder,
  PoolOptions,
} from './network';
import { outputSize, type WindowOptions } from './output-size';

/** Height, width and channels of feature maps without the batch; channels alone after pooling. */
export type OutputShape = readonly number[];

export class OutputShapes implements NetworkBuilder<OutputShape> {
  convolution(input: OutputShape, { filters, size, stride = 1, padding }: ConvolutionOptions): OutputShape {
    return [...sides(input, { size, stride, padding }), filters];
  }

  depthwiseConvolution(input: OutputShape, { size, stride = 1, padding }: DepthwiseOptions): OutputShape {
    return [...sides(input, { size, stride, padding }), channelsOf(input)];
  }

  batchNorm(input: OutputShape, _options: BatchNormOptions): OutputShape {
    return input;
  }

  relu(input: OutputShape): OutputShape {
    return input;
  }

  swish(input: OutputShape): OutputShape {
    return input;
  }

  sigmoid(input: OutputShape): OutputShape {
    return input;
  }

  maxPool(input: OutputShape, window: PoolOptions): OutputShape {
    return [...sides(input, window), channelsOf(input)];
  }

  globalAveragePool(input: OutputShape): OutputShape {
    return [channelsOf(input)];
  }

  asFeatureMaps(input: OutputShape): OutputShape {
    return [1, 1, ...input];
  }

  add(left: OutputShape, _right: OutputShape): OutputShape {
    return left;
  }

  scaleChannels(activations: OutputShape, _factors: OutputShape): OutputShape {
    return activations;
  }

  dropout(input: OutputShape, _options: DropoutOptions): OutputShape {
    return input;
  }

  dense(_input: OutputShape, { units }: DenseOptions): OutputShape {
    return [units];
  }
}

/** Channels of feature maps, or the inputs of a dense layer. */
export function channelsOf(shape: OutputShape): number {
  return shape.at(-1) ?? 0;
}

function sides([height = 0, width = 0]: OutputShape, window: WindowOptions): [number, number] {
  return [outputSize(height, window), outputSize(width, window)];
}
