/** A model as a PyTorch checkpoint in the published form: a dict with the state_dict, and the network beside it. */
import { networks, findNetwork } from '../../core/networks';
import { matchWeights } from '../../core/networks/match-weights';
import type { Network } from '../../core/networks/network';
import { AppError } from '../../shared/errors';
import { formatCount } from '../../shared/format';
import { classNames } from '../../shared/task';
import { isWeightsFile } from '../../shared/weights';
import type { ModelFormat } from './model-weights';
import { encodeTorchCheckpoint } from './torch/encode-torch-checkpoint';
import { describeMismatch, matchTensors, type TensorMatch } from './torch/match-tensors';
import { torchShapes, weightsFromTorch, weightsToTorch } from './torch/network-layout';
import { readTorchCheckpoint, type TorchCheckpoint } from './torch/read-torch-checkpoint';

export const torchFormat: ModelFormat = {
  id: 'torch',
  files: ({ networkId, imageSize, weights }, name, origin) => {
    const network = findNetwork(networkId);
    const matched = matchWeights(network, weights, { imageSize, source: 'set of weights' });
    const extra = { ...origin, network: networkId, image_size: imageSize, classes: classNames.join(',') };
    return [{ name: `${name}.pth`, bytes: encodeTorchCheckpoint(weightsToTorch(network, matched), { extra }) }];
  },
  isModelFile: (fileName) => isWeightsFile(fileName, 'torch'),
  read: async (path) => {
    const checkpoint = await readTorchCheckpoint(path);
    const network = networkOf(checkpoint, path);
    const imageSize = imageSizeOf(checkpoint, network);
    return { networkId: network.id, imageSize, weights: weightsFromTorch(network, checkpoint.tensors) };
  },
};

interface Candidate {
  readonly network: Network;
  readonly match: TensorMatch;
  readonly needed: number;
  readonly fitting: number;
}

/** Throws `bad-input` that lists every difference from the nearest network, or from the one that the file names. */
function networkOf({ network: named, tensors }: TorchCheckpoint, path: string): Network {
  const ofName = networks.filter(({ id }) => id === named);
  const candidates = (ofName.length > 0 ? ofName : networks).map((network) => compare(network, tensors));
  const fits = candidates.find(({ match, needed, fitting }) => fitting === needed && match.extra.length === 0);
  if (fits !== undefined) return fits.network;
  // By share, because a small network has little to miss.
  const [nearest] = candidates.toSorted((a, b) => b.fitting / b.needed - a.fitting / a.needed);
  const known = networks.map(({ id }) => id).join(', ');
  if (nearest === undefined || (nearest.fitting === 0 && ofName.length === 0)) {
    const told = `none of its ${formatCount(tensors.length, 'tensor')} fits one of those known (${known})`;
    throw new AppError(
      'bad-input',
      `${path} holds no weights that can be used: ${told}. Choose weights of one of them.`,
    );
  }
  const { network, match, needed, fitting } = nearest;
  const which = ofName.length > 0 ? 'which it names' : `the nearest of those known (${known})`;
  const told = `${path} does not fit the network ${network.id}, ${which}: ${fitting} of its ${needed} tensors match.`;
  throw new AppError('bad-input', [told, ...describeMismatch(match, network.id)].join('\n'));
}

function compare(network: Network, tensors: TorchCheckpoint['tensors']): Candidate {
  const expected = torchShapes(network);
  const match = matchTensors(expected, tensors);
  const fitting = expected.length - match.missing.length - match.misshaped.length;
  return { network, match, needed: expected.length, fitting };
}

/** Checkpoints of other programs do not say it, and no tensor's shape shows it: the network's default then. */
function imageSizeOf({ imageSize }: TorchCheckpoint, network: Network): number {
  const told = network.parameters.safeParse({ imageSize });
  return told.success ? told.data.imageSize : network.parameters.parse({}).imageSize;
}
