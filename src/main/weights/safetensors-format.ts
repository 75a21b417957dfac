/** A model as one safetensors file: ours, whose metadata name the network, or another program's in PyTorch's layout. */
import { z } from 'zod';
import { findNetwork } from '../../core/networks';
import { matchWeights, type MatchOptions } from '../../core/networks/match-weights';
import type { Network } from '../../core/networks/network';
import { isWeightsFile } from '../../shared/weights';
import type { ModelFormat, ReadModel, ReadOptions } from './model-weights';
import { encodeSafetensors } from './safetensors';
import { openSafetensors, type FoundTensor } from './safetensors-file';
import { fitWeights } from './sources/fit-weights';
import { listed, setNotes, takeWeights } from './sources/take-weights';
import { CheckpointFile } from './torch/checkpoint-file';
import { takePrefixesOff } from './torch/key-prefixes';
import { chooseSet, counterName, placeOf, siblingPrefixes } from './torch/sets-of-weights';

const extension = '.safetensors';

const ModelMetadata = z.object({ network: z.string(), imageSize: z.coerce.number().int().min(1) });

/** What a safetensors file of ours says of its model besides its tensors; `origin` is added as it is. */
export function modelMetadata(
  networkId: string,
  imageSize: number,
  origin: Readonly<Record<string, string>>,
): Record<string, string> {
  return { ...origin, network: networkId, imageSize: String(imageSize) };
}

export const safetensorsFormat: ModelFormat = {
  id: 'safetensors',
  files: ({ networkId, imageSize, weights, halfTypes }, name, origin) => [
    {
      name: `${name}${extension}`,
      bytes: encodeSafetensors(weights, modelMetadata(networkId, imageSize, origin), halfTypes),
    },
  ],
  isModelFile: (fileName) => isWeightsFile(fileName, 'safetensors'),
  read: async (path, options = {}) => {
    const file = await CheckpointFile.open(path);
    try {
      return await readModel(file, options);
    } finally {
      await file.close();
    }
  },
};

/** A file of ours names its network and has our layout; another has PyTorch's. Shapes are matched before values are read. */
async function readModel(file: CheckpointFile, options: ReadOptions): Promise<ReadModel> {
  const { path } = file;
  const { metadata, weights: found, halfTypes, others, read } = await openSafetensors(file);
  const model = ModelMetadata.safeParse(metadata);
  if (model.success) {
    const { network: networkId, imageSize } = model.data;
    const network = findNetwork(networkId);
    const source = `weights file ${path}`;
    refuseUnlike(network, found, { imageSize, source });
    const weights = matchWeights(network, await read(() => true), { imageSize, source });
    return { networkId, imageSize, weights, halfTypes };
  }
  const set = setOf(found, { part: options.part, path });
  const { tensors: named, prefixes, shadowed } = takePrefixesOff(set.tensors);
  const fit = fitWeights(named, null, path);
  const theirs = new Map(named.map(({ name, entry }) => [entry, name]));
  const wanted = new Set(fit.taken.values());
  const tensors = await read((entry) => wanted.has(theirs.get(entry) ?? ''));
  const renamed = new Map(named.map(({ name, entry }) => [entry.name, name]));
  const renamedTypes = new Map([...halfTypes].map(([name, type]) => [renamed.get(name) ?? name, type]));
  const imageSize = fit.network.parameters.parse({}).imageSize;
  const { place, places } = set;
  const left = [...others.filter((name) => !counterName.test(name)), ...shadowed];
  const notes = [
    ...setNotes({ place, places, part: options.part, isWrapped: false }),
    ...(prefixes.length > 0 ? [`Taken off the names: ${prefixes.join('')}`] : []),
    ...(left.length > 0 ? [`Not weights: ${listed(left)}.`] : []),
  ];
  const taken = takeWeights(
    fit,
    tensors.map((tensor) => ({ ...tensor, name: renamed.get(tensor.name) ?? tensor.name })),
    {
      file: {
        path,
        imageSize,
        classes: metadata['classes'] ?? null,
        place,
        places,
        notes,
        halfTypes: renamedTypes,
        isOurs: false,
      },
      options,
    },
  );
  return { networkId: fit.network.id, imageSize, ...taken };
}

/** Of several under first parts of their own, the one that is meant, without that part. */
function setOf(found: readonly FoundTensor[], options: { part: string | undefined; path: string }) {
  const [first, ...more] = siblingPrefixes(found.map(({ name }) => name)).map((start) => ({
    keys: [start.slice(0, -1)],
    tensors: found
      .filter(({ name }) => name.startsWith(start))
      .map((one) => ({ ...one, name: one.name.slice(start.length) })),
  }));
  const { chosen, places } = chooseSet([first ?? { keys: [], tensors: [...found] }, ...more], options);
  return { tensors: chosen.tensors, place: placeOf(chosen), places };
}

/** The same as `matchWeights` says, before anything is read. */
function refuseUnlike(network: Network, found: readonly FoundTensor[], options: MatchOptions): void {
  matchWeights(
    network,
    found.map(({ name, shape }) => ({ name, shape, data: new Float32Array(0) })),
    options,
  );
}
