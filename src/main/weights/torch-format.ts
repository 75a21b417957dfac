/** A model as a PyTorch checkpoint: a dict as published, with the network beside the state_dict, or a package's own state_dict. */
import { findNetwork } from '../../core/networks';
import { matchWeights } from '../../core/networks/match-weights';
import type { Network } from '../../core/networks/network';
import { isWeightsFile } from '../../shared/weights';
import type { ModelFormat } from './model-weights';
import { fitWeights, type WeightsFit } from './sources/fit-weights';
import { listed, setNotes, takeWeights } from './sources/take-weights';
import { writeNames } from './sources/write-names';
import { encodeTorchCheckpoint } from './torch/encode-torch-checkpoint';
import { weightsToTorch } from './torch/network-layout';
import { readTorchCheckpoint, type TorchCheckpoint } from './torch/read-torch-checkpoint';

export const torchFormat: ModelFormat = {
  id: 'torch',
  files: ({ networkId, imageSize, weights, halfTypes }, name, origin, { names }) => {
    const network = findNetwork(networkId);
    const matched = matchWeights(network, weights, { imageSize, source: 'set of weights' });
    const { tensors, classes } = writeNames(network, weightsToTorch(network, matched), names);
    const extra = { ...origin, network: networkId, image_size: imageSize, classes };
    // Packages load a state_dict alone, and strictly.
    const bytes = encodeTorchCheckpoint(tensors, names === 'published' ? { extra, halfTypes } : {});
    return [{ name: `${name}.pth`, bytes }];
  },
  isModelFile: (fileName) => isWeightsFile(fileName, 'torch'),
  read: async (path, options = {}) => {
    const fits: WeightsFit[] = [];
    const checkpoint = await readTorchCheckpoint(path, {
      part: options.part,
      choose: (shapes, { network }) => {
        const fit = fitWeights(shapes, network, path);
        fits.push(fit);
        return new Set(fit.taken.values());
      },
    });
    const [found = fitWeights(checkpoint.tensors, checkpoint.network, path)] = fits;
    const imageSize = imageSizeOf(checkpoint, found.network);
    const { classes, place, places, isWrapped, halfTypes } = checkpoint;
    const notes = [...setNotes({ place, places, part: options.part, isWrapped }), ...nameNotes(checkpoint)];
    const file = { path, imageSize, classes, place, places, notes, halfTypes, isOurs: checkpoint.network !== null };
    const taken = takeWeights(found, checkpoint.tensors, { file, options });
    return { networkId: found.network.id, imageSize, ...taken };
  },
};

function nameNotes({ prefixes, ignored }: TorchCheckpoint): string[] {
  const notes: string[] = [];
  if (prefixes.length > 0) notes.push(`Taken off the names: ${prefixes.join('')}`);
  if (ignored.length > 0) notes.push(`Not weights: ${listed(ignored)}.`);
  return notes;
}

/** Checkpoints of other programs do not say it, and no tensor's shape shows it: the network's default then. */
function imageSizeOf({ imageSize }: TorchCheckpoint, network: Network): number {
  const told = network.parameters.safeParse({ imageSize });
  return told.success ? told.data.imageSize : network.parameters.parse({}).imageSize;
}
