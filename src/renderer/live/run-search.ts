/** Whether a run is meant by what was typed into the search field. */
import type { RunSummary } from '../../shared/run';

/** Every word has to occur somewhere: in the name, experiment, chain, method, network, tags or notes. */
export function matchesSearch(run: RunSummary, search: string): boolean {
  const text = [
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
  return search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
