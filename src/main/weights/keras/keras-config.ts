/** config.json of a .keras file: a network's graph in the notation of Keras 3. */
import type { GraphLayer, GraphValue, NetworkGraph } from '../../../core/networks/network-graph';

/** Inputs are numbers in [-1, 1] or bytes; all else is float32. */
export function kerasConfig(name: string, { images, output, layers }: NetworkGraph): object {
  const dtypes = new Map(layers.map((layer) => [layer.name, dtypeOf(layer)]));
  return {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: {
      name,
      trainable: true,
      layers: layers.map((layer) => asKerasLayer(layer, dtypes)),
      // Not in a list: it takes one tensor and gives one.
      input_layers: [kerasName(images.layer), 0, 0],
      output_layers: [kerasName(output.layer), 0, 0],
    },
    registered_name: 'Functional',
  };
}

function dtypeOf({ config }: GraphLayer): string {
  return 'dtype' in config && typeof config.dtype === 'string' ? config.dtype : 'float32';
}

function asKerasLayer(layer: GraphLayer, dtypes: ReadonlyMap<string, string>): object {
  const { className, config, inputs, shape } = layer;
  const name = kerasName(layer.name);
  const isInput = className === 'InputLayer';
  const own = isInput ? { batch_shape: [null, ...shape] } : { trainable: true, dtype: 'float32' };
  const tensors = inputs.map((input) => kerasTensor(input, dtypes));
  // A layer that merges takes one list of tensors, the others take one tensor.
  const args = tensors.length > 1 ? [tensors] : tensors;
  return {
    module: 'keras.layers',
    class_name: className,
    config: { name, ...own, ...config },
    registered_name: null,
    name,
    inbound_nodes: isInput ? [] : [{ args, kwargs: {} }],
  };
}

function kerasTensor({ layer, shape }: GraphValue, dtypes: ReadonlyMap<string, string>): object {
  const config = {
    shape: [null, ...shape],
    dtype: dtypes.get(layer) ?? 'float32',
    keras_history: [kerasName(layer), 0, 0],
  };
  return { class_name: '__keras_tensor__', config };
}

/** On PyTorch, Keras refuses layers whose names have a dot: `block1.rep.0` is called `block1_rep_0`. */
function kerasName(layer: string): string {
  return layer.replaceAll('.', '_');
}
