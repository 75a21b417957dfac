/** Puts named tensors into a network's own order, or says exactly what does not fit. */
import { AppError } from '../../shared/errors';
import type { Network } from './network';
import { listParameters } from './parameter-list';
import type { NamedTensor, Weights } from '../weights/weights';

export interface MatchOptions {
  readonly imageSize: number;
  /** What the tensors came from, for the message: `weights file "x.safetensors"`. */
  readonly source: string;
}

/** Throws AppError('bad-input') that lists missing, extra and mis-shaped tensors by name. */
export function matchWeights(network: Network, tensors: Weights, { imageSize, source }: MatchOptions): Weights {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const missing: string[] = [];
  const misshaped: string[] = [];
  const matched: NamedTensor[] = [];
  for (const { name, shape } of listParameters(network, imageSize)) {
    const tensor = byName.get(name);
    byName.delete(name);
    if (!tensor) missing.push(name);
    else if (tensor.shape.join() !== shape.join()) {
      misshaped.push(`${name} [${tensor.shape.join(', ')}] instead of [${shape.join(', ')}]`);
    } else matched.push(tensor);
  }
  const complaints = [
    complaint('missing', missing),
    complaint('not of this network', [...byName.keys()]),
    complaint('of another shape', misshaped),
  ].filter((text) => text !== '');
  if (complaints.length > 0) {
    throw new AppError('bad-input', `The ${source} does not fit network "${network.id}": ${complaints.join('; ')}.`);
  }
  return matched;
}

function complaint(what: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${what}: ${names.join(', ')}`;
}
