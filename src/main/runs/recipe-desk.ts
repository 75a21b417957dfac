/** What the workbench asks about recipes; the networks and methods themselves are loaded in another process. */
import type { Recipe, RecipeOptions } from '../../shared/recipe';
import type { JobOutput, JobRunner } from '../jobs/jobs';

/** With every default filled in, and what is known of it. */
export type CheckedRecipe = JobOutput<'recipe/check'>;

export class RecipeDesk {
  private known: Promise<RecipeOptions> | null = null;

  constructor(private readonly jobs: JobRunner) {}

  /** Every method and network with its fields; asked for once. */
  options(): Promise<RecipeOptions> {
    this.known ??= this.jobs.run('recipe/options', {}).catch((error: unknown) => {
      this.known = null;
      throw error;
    });
    return this.known;
  }

  /** Throws AppError 'bad-input', which names what is wrong. */
  check(recipe: Recipe): Promise<CheckedRecipe> {
    return this.jobs.run('recipe/check', recipe);
  }
}
