/** A network's weights before any training, drawn from the seed alone. */
import { randomStream } from '../random';
import type { Network } from './network';
import { elementCount, listParameters, type ParameterSpec } from './parameter-list';
import type { Weights } from '../weights/weights';

export interface InitialWeightsOptions {
  readonly imageSize: number;
  readonly seed: number;
}

/** Convolutions: He normal over fan-in. Dense: uniform within 1 / sqrt(fan-in), as PyTorch does. Every tensor has its own stream. */
export function initialWeights(network: Network, { imageSize, seed }: InitialWeightsOptions): Weights {
  return listParameters(network, imageSize).map((parameter) => ({
    name: parameter.name,
    shape: parameter.shape,
    data: drawValues(parameter, seed),
  }));
}

function drawValues(parameter: ParameterSpec, seed: number): Float32Array {
  const values = new Float32Array(elementCount(parameter.shape));
  const random = randomStream(seed, 'initial-weights', parameter.name);
  const { role, fanIn, isDense } = parameter;
  if (isDense) return values.map(() => (2 * random.uniform() - 1) / Math.sqrt(fanIn));
  if (role === 'kernel') return values.map(() => random.normal() * Math.sqrt(2 / fanIn));
  return values.fill(role === 'scale' || role === 'variance' ? 1 : 0);
}
