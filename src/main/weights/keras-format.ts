/** A model as a .keras file, which Keras 3 opens with any backend and without code of ours. */
import { findNetwork } from '../../core/networks';
import { matchWeights } from '../../core/networks/match-weights';
import { networkGraph } from '../../core/networks/network-graph';
import { classNames } from '../../shared/task';
import { encodeHdf5 } from './keras/hdf5-file';
import { kerasConfig } from './keras/keras-config';
import { kerasWeightPaths } from './keras/keras-weight-paths';
import type { WrittenFormat } from './model-weights';
import { ZipWriter } from './torch/zip-writer';

/** Reads this form, as every later version does; 3.2 and older do not know a model whose input is one tensor. */
const kerasVersion = '3.6.0';

export const kerasFormat: WrittenFormat = {
  files: async ({ networkId, imageSize, weights }, name, origin, { input, output }) => {
    const network = findNetwork(networkId);
    const matched = matchWeights(network, weights, { imageSize, source: 'set of weights' });
    const graph = networkGraph(network, imageSize, { input, output });
    const paths = kerasWeightPaths(graph);
    const hdf5 = await encodeHdf5(
      matched.map((tensor) => ({ ...tensor, name: paths.get(tensor.name) ?? tensor.name })),
    );
    const metadata = {
      keras_version: kerasVersion,
      generated_by: 'CoReD Workbench',
      ...origin,
      ...{ network: networkId, image_size: imageSize, classes: classNames.join(','), input, output },
    };
    const zip = new ZipWriter();
    zip.add('metadata.json', json(metadata));
    zip.add('config.json', json(kerasConfig(networkId, graph)));
    zip.add('model.weights.h5', hdf5);
    return [{ name: `${name}.keras`, bytes: zip.finish() }];
  },
};

function json(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
