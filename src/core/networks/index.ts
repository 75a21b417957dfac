/** Every network, in the order in which forms offer them. */
import { AppError } from '../../shared/errors';
import type { Network } from './network';
import { smallCnn } from './small-cnn';

export const networks: readonly Network[] = [smallCnn];

/** Throws AppError('bad-input') for an id that is not known. */
export function findNetwork(id: string): Network {
  const network = networks.find((candidate) => candidate.id === id);
  if (network) return network;
  const known = networks.map((candidate) => candidate.id).join(', ');
  throw new AppError('bad-input', `There is no network "${id}". Known: ${known}.`);
}
