/** How many cores a run takes: one for each of its replicas. */
import { resolveRecipe } from '../../core/recipe/recipe';
import { planMicroBatches, type Machine } from '../../core/training/planning/plan-micro-batches';
import { AppError } from '../../shared/errors';
import type { RunFile } from '../../shared/run';
import type { Room } from './room-for-run';

export function coresOf({ recipe, engine, slots, memory }: Pick<RunFile, 'recipe' | 'engine'> & Room): number {
  // What `auto` will take is known to the worker alone; engines other than `wasm` have one replica or are asked for by name.
  const machine: Machine = { engine: engine === 'auto' ? 'wasm' : engine, cores: slots, memory };
  try {
    return planMicroBatches(resolveRecipe(recipe), machine, null).replicas;
  } catch (error) {
    // A recipe of a newer workbench: its worker says so and ends at once.
    if (error instanceof AppError) return 1;
    throw error;
  }
}
