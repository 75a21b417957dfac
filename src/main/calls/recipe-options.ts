/** `recipe/options`: methods, networks and every field of theirs. */
import type { Handler } from './handler';

export const recipeOptionsHandler: Handler<'recipe/options'> = (_, { recipes }) => recipes.options();
