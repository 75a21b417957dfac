/** Calls about engines, and about the recipes that they train. */
import type { HandlersOf } from './handler';

export const engineCalls: HandlersOf<'engine' | 'recipe'> = {
  /** Every engine, available or exactly why not, with what was measured of it. */
  'engine/list': (_, { engines }) => engines.list(),

  /** Measures every engine that is available, each in processes of its own. */
  'engine/measure': (_, { engines }) => engines.measureAll(),

  /** Methods, networks and every field of theirs. */
  'recipe/options': (_, { recipes }) => recipes.options(),
};
