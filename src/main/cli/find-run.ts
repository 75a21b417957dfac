/** The run that a person means by an id or by the beginning of one. */
import { nearestName } from '../../core/nearest-name';
import { AppError } from '../../shared/errors';
import type { RunSummary } from '../../shared/run';
import type { Workbench } from '../workbench-api';

/** Throws AppError: 'not-found', or 'bad-input' when several runs begin so. */
export async function findRun(workbench: Workbench, given: string): Promise<RunSummary> {
  const runs = await workbench.call('run/list', {});
  const exact = runs.find((run) => run.id === given);
  if (exact !== undefined) return exact;
  const matching = runs.filter((run) => run.id.startsWith(given));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return only;
  if (matching.length > 1) {
    throw new AppError(
      'bad-input',
      `"${given}" fits ${matching.length} runs: ${matching.map(({ id }) => id).join(', ')}.`,
    );
  }
  const nearest = nearestName(
    given,
    runs.map((run) => run.id),
  );
  const question = nearest === null ? '`cored runs` lists them.' : `Did you mean "${nearest}"?`;
  throw new AppError('not-found', `There is no run "${given}" in this workspace. ${question}`);
}
