/** `recipe/options`: methods, networks and every field of theirs. */
import { recipeOptions } from '../../core/recipe';
import type { Handler } from './handler';

export const recipeOptionsHandler: Handler<'recipe/options'> = () => recipeOptions();
