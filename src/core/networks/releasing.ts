/** Frees each activation of a forward pass after its last use, so that later ones reuse its memory while it is still in the cache. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Network, NetworkBuilder, NetworkOutput } from './network';

type Inputs<Value> = readonly [Value, Value?];
/** A layer of the description, for any interpreter; `second` counts for layers of two values. */
type Layer = <Value>(builder: NetworkBuilder<Value>, first: Value, second: Value) => Value;
type Watch<Value> = (inputs: Inputs<Value>, layer: Layer) => Value;

/** A builder that hands every layer to `watch`. */
function watched<Value>(watch: Watch<Value>): NetworkBuilder<Value> {
  return {
    convolution: (input, options) => watch([input], (builder, x) => builder.convolution(x, options)),
    depthwiseConvolution: (input, options) => watch([input], (builder, x) => builder.depthwiseConvolution(x, options)),
    batchNorm: (input, options) => watch([input], (builder, x) => builder.batchNorm(x, options)),
    relu: (input, name) => watch([input], (builder, x) => builder.relu(x, name)),
    swish: (input, name) => watch([input], (builder, x) => builder.swish(x, name)),
    sigmoid: (input, name) => watch([input], (builder, x) => builder.sigmoid(x, name)),
    maxPool: (input, options) => watch([input], (builder, x) => builder.maxPool(x, options)),
    globalAveragePool: (input, name) => watch([input], (builder, x) => builder.globalAveragePool(x, name)),
    asFeatureMaps: (input, name) => watch([input], (builder, x) => builder.asFeatureMaps(x, name)),
    add: (left, right, name) => watch([left, right], (builder, x, y) => builder.add(x, y, name)),
    scaleChannels: (activations, factors, name) =>
      watch([activations, factors], (builder, x, y) => builder.scaleChannels(x, y, name)),
    dropout: (input, options) => watch([input], (builder, x) => builder.dropout(x, options)),
    dense: (input, options) => watch([input], (builder, x) => builder.dense(x, options)),
  };
}

export interface ReleasingOptions {
  readonly layers: NetworkBuilder<tf.Tensor>;
  /** Values that stay after their last use too. */
  isKept(value: tf.Tensor): boolean;
}

/** Runs the network; what its layers compute is disposed after its last use, but for the outputs. */
export function runReleasing(
  network: Network,
  images: tf.Tensor,
  { layers, isKept }: ReleasingOptions,
): NetworkOutput<tf.Tensor> {
  const uses = usesInOrder(network);
  /** Uses to come. A layer can hand on its input as it is (dropout): then both have the same. */
  const left = new Map<tf.Tensor, number>([[images, Infinity]]);
  let computed = 0;
  const count = (tensor: tf.Tensor, more: number) => {
    const now = (left.get(tensor) ?? 0) + more;
    left.set(tensor, now);
    if (now === 0 && !isKept(tensor)) tensor.dispose();
  };
  const builder = watched<tf.Tensor>((inputs, layer) => {
    const [first, second = first] = inputs;
    const output = layer(layers, first, second);
    count(output, uses[computed++] ?? Infinity);
    for (const input of inputs) if (input) count(input, -1);
    return output;
  });
  return network.build(builder, images);
}

const known = new WeakMap<Network, readonly number[]>();

/** How often each layer's value is used, in the order of the description; an output's once more than by layers. */
function usesInOrder(network: Network): readonly number[] {
  const found = known.get(network) ?? countUses(network);
  known.set(network, found);
  return found;
}

function countUses(network: Network): number[] {
  const uses: number[] = [];
  const use = (place: number) => {
    if (place >= 0) uses[place] = (uses[place] ?? 0) + 1;
  };
  // A value is its place; the images have none.
  const builder = watched<number>((inputs) => {
    for (const input of inputs) if (input !== undefined) use(input);
    return uses.push(0) - 1;
  });
  const { logits, features } = network.build(builder, -1);
  use(logits);
  use(features);
  return uses;
}
