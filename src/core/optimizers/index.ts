/** Every optimiser, in the order in which forms offer them. */
import { adam } from './adam';
import { adamw } from './adamw';
import type { Optimizer } from './optimizer';
import { sgd } from './sgd';

export const optimizers = [sgd, adam, adamw] as const satisfies readonly Optimizer[];

export const optimizerIds = ['sgd', 'adam', 'adamw'] as const;
export type OptimizerId = (typeof optimizerIds)[number];

export function findOptimizer(id: OptimizerId): Optimizer {
  const found = optimizers.find((optimizer) => optimizer.id === id);
  if (!found) throw new Error(`There is no optimiser "${id}".`);
  return found;
}
