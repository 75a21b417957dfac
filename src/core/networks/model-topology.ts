/** A network's graph in the JSON of Keras 2, which stock TensorFlow.js loads without code of ours. */
import type { Network } from './network';
import { networkGraph, type GraphLayer } from './network-graph';

export interface ModelTopology {
  /** What `tf.io.ModelArtifacts.modelTopology` takes. */
  readonly topology: object;
  /** Our parameter name -> the name of that weight in the Keras graph. */
  readonly weightNames: ReadonlyMap<string, string>;
}

/** The graph ends in a softmax: its output is [batch, 2], probability of fake and of real. */
export function modelTopology(network: Network, imageSize: number): ModelTopology {
  const graph = networkGraph(network, imageSize, { input: 'normalised', output: 'softmax' });
  const config = {
    name: network.id,
    layers: graph.layers.map(asTfjsLayer),
    input_layers: [[graph.images.layer, 0, 0]],
    output_layers: [[graph.output.layer, 0, 0]],
  };
  const topology = {
    class_name: 'Model',
    config,
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
  };
  return { topology, weightNames: graph.weightNames };
}

/** As Keras 2 writes it. */
function asTfjsLayer({ name, className, config, inputs, shape }: GraphLayer): object {
  if (className === 'InputLayer') {
    const input = { batch_input_shape: [null, ...shape], ...config, name };
    return { name, class_name: className, config: input, inbound_nodes: [] };
  }
  return {
    name,
    class_name: className,
    config: { name, trainable: true, ...config },
    inbound_nodes: [inputs.map((input) => [input.layer, 0, 0, {}])],
  };
}
