/** The text of a run that free words of a query are looked for in. */
import type { RunSummary } from '../run';

/** In lower case: name, id, experiment, method, network, seed, notes, chain and tags. */
export function runWords(run: RunSummary): string {
  return [
    run.name,
    run.id,
    run.experimentName,
    run.recipe.method,
    run.recipe.network,
    `seed ${run.seed}`,
    run.notes,
    ...run.chain,
    ...run.tags,
  ]
    .join(' ')
    .toLocaleLowerCase();
}
