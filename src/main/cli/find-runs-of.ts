/** What a person means by the id of a run or of an experiment, by the beginning of one, or by an experiment's name. */
import { AppError } from '../../shared/errors';
import { formatCount } from '../../shared/format';
import type { Workbench } from '../workbench-api';
import { findRun } from './find-run';

/** The run's id, or those of the experiment's runs. Throws AppError: 'not-found', or 'bad-input' where several are meant. */
export async function findRunsOf(workbench: Workbench, given: string): Promise<string[]> {
  const experiments = await workbench.call('experiment/list', {});
  const ids = (await workbench.call('run/list', {})).map(({ id }) => id);
  const exact = experiments.find(({ id }) => id === given);
  if (exact !== undefined) return await runsOf(workbench, exact.id);
  if (ids.includes(given)) return [given];

  const named = experiments.filter(({ name }) => name === given);
  const found = named.length > 0 ? named : experiments.filter(({ id }) => id.startsWith(given));
  const runs = named.length > 0 ? [] : ids.filter((id) => id.startsWith(given));
  const [only] = found;
  if (only === undefined) return [(await findRun(workbench, given)).id];
  if (found.length + runs.length === 1) return await runsOf(workbench, only.id);
  const listed = found.map(({ id }) => `experiment ${id}`);
  const rest = runs.length === 0 ? [] : [formatCount(runs.length, 'run')];
  throw new AppError('bad-input', `"${given}" fits ${[...listed, ...rest].join(', ')}. Give more of the id.`);
}

async function runsOf(workbench: Workbench, experimentId: string): Promise<string[]> {
  const { runs } = await workbench.call('experiment/get', { experimentId });
  return runs.map(({ id }) => id);
}
