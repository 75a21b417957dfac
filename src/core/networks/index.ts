/** Every network, in the order in which forms offer them. */
import { AppError } from '../../shared/errors';
import { efficientnetB0 } from './efficientnet-b0';
import type { Network } from './network';
import { smallCnn } from './small-cnn';
import { xception } from './xception';

export const networks: readonly Network[] = [smallCnn, xception, efficientnetB0];

/** Throws AppError('bad-input') for an id that is not known. */
export function findNetwork(id: string): Network {
  const network = networks.find((candidate) => candidate.id === id);
  if (network) return network;
  const known = networks.map((candidate) => candidate.id).join(', ');
  throw new AppError('bad-input', `There is no network "${id}". Known: ${known}.`);
}
