/** A model as one safetensors file; its metadata name the network. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { findNetwork } from '../../core/networks';
import { matchWeights } from '../../core/networks/match-weights';
import { AppError } from '../../shared/errors';
import { isWeightsFile } from '../../shared/weights';
import type { ModelFormat } from './model-weights';
import { decodeSafetensors, encodeSafetensors } from './safetensors';

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
  files: ({ networkId, imageSize, weights }, name, origin) => [
    { name: `${name}${extension}`, bytes: encodeSafetensors(weights, modelMetadata(networkId, imageSize, origin)) },
  ],
  isModelFile: (fileName) => isWeightsFile(fileName, 'safetensors'),
  read: async (path) => {
    const { tensors, metadata } = decodeSafetensors(await readFile(path), path);
    const model = ModelMetadata.safeParse(metadata);
    if (!model.success) {
      const message = `${path} does not say which network it holds. Give a file that the workbench wrote.`;
      throw new AppError('bad-input', message, { cause: model.error });
    }
    const { network: networkId, imageSize } = model.data;
    const weights = matchWeights(findNetwork(networkId), tensors, { imageSize, source: `weights file ${path}` });
    return { networkId, imageSize, weights };
  },
};
