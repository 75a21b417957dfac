/** The runs that a command is about: by ids, beginnings of ids or experiments, or by a query. */
import { AppError } from '../../shared/errors';
import type { RunSummary } from '../../shared/run';
import { compileSearch } from '../../shared/run-query/find-runs';
import type { Workbench } from '../workbench-api';
import { findRunsOf } from './find-runs-of';

export interface ChosenBy {
  readonly query?: string;
}

/** Throws AppError 'bad-input' where neither or both are given, 'not-found' where no run is meant. */
export async function chosenRuns(
  workbench: Workbench,
  given: readonly string[],
  { query }: ChosenBy,
): Promise<RunSummary[]> {
  if ((given.length === 0) === (query === undefined)) {
    throw new AppError('bad-input', 'Name runs or experiments, or say which are meant with --query; not both.');
  }
  const runs = await workbench.call('run/list', {});
  if (query !== undefined) {
    const found = runs.filter(compileSearch(query, runs));
    if (found.length > 0) return found;
    throw new AppError('not-found', `No run matches "${query}". \`cored runs --query\` shows what does.`);
  }
  const ids = new Set<string>();
  for (const one of given) for (const id of await findRunsOf(workbench, one)) ids.add(id);
  return runs.filter(({ id }) => ids.has(id));
}
