/** What a network is: one description in terms of a builder, read by several interpreters (training, export, counting). */
import type { z } from 'zod';

/** TF SAME, none, or that many pixels on every side as PyTorch pads. */
export type Padding = 'same' | 'valid' | number;

/** What follows a normalisation; `name` is the activation's own. */
export interface ActivationOptions {
  readonly kind: 'relu' | 'swish';
  readonly name: string;
}

export interface ConvolutionOptions {
  /** Prefix of the parameters' names, e.g. `conv1` for `conv1.weight` [size, size, in, out]. */
  readonly name: string;
  readonly filters: number;
  readonly size: number;
  readonly stride?: number;
  readonly padding: Padding;
  readonly bias?: boolean;
}

export interface DepthwiseOptions {
  /** `<name>.weight` is [size, size, in, 1]. */
  readonly name: string;
  readonly size: number;
  readonly stride?: number;
  readonly padding: Padding;
}

export interface BatchNormOptions {
  /** `<name>.weight`, `.bias`, `.running_mean`, `.running_var`, as PyTorch calls them. */
  readonly name: string;
  readonly epsilon: number;
  /** Weight of the new batch in the running statistics (PyTorch's sense). */
  readonly momentum: number;
  /** Part of the layer, so that an engine can do both in one pass. */
  readonly activation?: ActivationOptions;
}

export interface PoolOptions {
  readonly name: string;
  readonly size: number;
  readonly stride: number;
  readonly padding: Padding;
}

export interface DropoutOptions {
  readonly name: string;
  /** Chance to be dropped in training; what stays is scaled by 1 / (1 - rate). Nothing is dropped in evaluation. */
  readonly rate: number;
  /** `samples` drops all values of a sample at once: drop-connect, also called stochastic depth. */
  readonly drops: 'values' | 'samples';
}

export interface DenseOptions {
  /** `<name>.weight` is [in, out], `<name>.bias` [out]. */
  readonly name: string;
  readonly units: number;
}

/** Layers over values that an interpreter chooses: tensors, shapes, or nodes of an exported graph. Maps are NHWC. */
export interface NetworkBuilder<Value> {
  convolution(input: Value, options: ConvolutionOptions): Value;
  depthwiseConvolution(input: Value, options: DepthwiseOptions): Value;
  batchNorm(input: Value, options: BatchNormOptions): Value;
  relu(input: Value, name: string): Value;
  /** x sigmoid(x) */
  swish(input: Value, name: string): Value;
  sigmoid(input: Value, name: string): Value;
  maxPool(input: Value, options: PoolOptions): Value;
  /** [batch, height, width, channels] -> [batch, channels]. */
  globalAveragePool(input: Value, name: string): Value;
  /** [batch, channels] -> [batch, 1, 1, channels]. */
  asFeatureMaps(input: Value, name: string): Value;
  add(left: Value, right: Value, name: string): Value;
  /** Every channel of every sample times its factor: feature maps by [batch, 1, 1, channels]. */
  scaleChannels(activations: Value, factors: Value, name: string): Value;
  dropout(input: Value, options: DropoutOptions): Value;
  dense(input: Value, options: DenseOptions): Value;
}

export interface NetworkOutput<Value> {
  /** [batch, 2]: fake, real. */
  readonly logits: Value;
  /** The last convolution's feature maps, [batch, height, width, channels]; CoReD's feature memory is built of them. */
  readonly features: Value;
}

/** Every network has the parameter `imageSize`, with its own default and bounds. */
export type NetworkParameters = z.ZodObject<{ imageSize: z.ZodDefault<z.ZodInt> }>;

export interface Network {
  readonly id: string;
  readonly label: string;
  /** One sentence for the person who chooses. */
  readonly summary: string;
  readonly parameters: NetworkParameters;
  /** `images` are [batch, size, size, 3] in [-1, 1]. */
  build<Value>(builder: NetworkBuilder<Value>, images: Value): NetworkOutput<Value>;
}
