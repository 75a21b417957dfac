/** Whether another run finds cores of its own: a run takes as many as it has replicas. */
import { resolveRecipe } from '../../core/recipe';
import { planParts, type Machine } from '../../core/training/plan-parts';
import { AppError } from '../../shared/errors';
import type { RunFile } from '../../shared/run';

type Asking = Pick<RunFile, 'recipe' | 'engine'>;

export interface Room {
  /** What all runs may take together. */
  readonly slots: number;
  /** Bytes of the machine. */
  readonly memory: number;
}

/** A run that alone asks for more than there is finds room when nothing else is at work. */
export function hasRoom(next: Asking, busy: readonly Asking[], room: Room): boolean {
  const taken = busy.reduce((sum, run) => sum + coresOf(run, room), 0);
  return taken === 0 || taken + coresOf(next, room) <= room.slots;
}

function coresOf({ recipe, engine }: Asking, { slots, memory }: Room): number {
  // What `auto` will take is known to the worker alone; engines other than `wasm` have one replica or are asked for by name.
  const machine: Machine = { engine: engine === 'auto' ? 'wasm' : engine, cores: slots, memory };
  try {
    return planParts(resolveRecipe(recipe), machine, null).replicas;
  } catch (error) {
    // A recipe of a newer workbench: its worker says so and ends at once.
    if (error instanceof AppError) return 1;
    throw error;
  }
}
