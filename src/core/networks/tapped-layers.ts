/** The outputs of some layers of a network by the layers' names, for methods that look into it. */
import type * as tf from '@tensorflow/tfjs-core';
import type { NetworkBuilder } from './network';

export class TappedLayers {
  readonly outputs = new Map<string, tf.Tensor>();
  private readonly known: string[] = [];

  /** A normalisation with an activation is one layer, under the activation's name. */
  constructor(private readonly wanted: readonly string[]) {}

  /** The same layers; the outputs of those that are wanted are noted. */
  over(layers: NetworkBuilder<tf.Tensor>): NetworkBuilder<tf.Tensor> {
    if (this.wanted.length === 0) return layers;
    const note = (name: string, output: tf.Tensor) => this.note(name, output);
    return {
      convolution: (input, options) => note(options.name, layers.convolution(input, options)),
      depthwiseConvolution: (input, options) => note(options.name, layers.depthwiseConvolution(input, options)),
      batchNorm: (input, options) => note(options.activation?.name ?? options.name, layers.batchNorm(input, options)),
      relu: (input, name) => note(name, layers.relu(input, name)),
      swish: (input, name) => note(name, layers.swish(input, name)),
      sigmoid: (input, name) => note(name, layers.sigmoid(input, name)),
      maxPool: (input, options) => note(options.name, layers.maxPool(input, options)),
      globalAveragePool: (input, name) => note(name, layers.globalAveragePool(input, name)),
      asFeatureMaps: (input, name) => note(name, layers.asFeatureMaps(input, name)),
      add: (left, right, name) => note(name, layers.add(left, right, name)),
      scaleChannels: (activations, factors, name) => note(name, layers.scaleChannels(activations, factors, name)),
      dropout: (input, options) => note(options.name, layers.dropout(input, options)),
      dense: (input, options) => note(options.name, layers.dense(input, options)),
    };
  }

  has(output: tf.Tensor): boolean {
    return [...this.outputs.values()].includes(output);
  }

  /** After the pass. Throws for a layer that the network does not have, naming those that it has. */
  refuseUnknown(): void {
    const unknown = this.wanted.find((name) => !this.outputs.has(name));
    if (unknown === undefined) return;
    throw new Error(`The network has no layer "${unknown}". It has ${this.known.join(', ')}.`);
  }

  private note(name: string, output: tf.Tensor): tf.Tensor {
    this.known.push(name);
    if (this.wanted.includes(name)) this.outputs.set(name, output);
    return output;
  }
}
