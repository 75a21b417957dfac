/** What a person means by the id of a run or of an experiment, or by the beginning of one. */
import { AppError } from '../../shared/errors';
import type { Workbench } from '../workbench-api';
import { findRun } from './find-run';

export interface Subject {
  readonly kind: 'run' | 'experiment';
  readonly id: string;
  readonly name: string;
  /** Of the run, or of every run of the experiment. */
  readonly runIds: readonly string[];
}

/** An experiment's own id comes first, then a run's. Throws AppError: 'not-found', or 'bad-input' when several begin so. */
export async function findSubject(workbench: Workbench, given: string): Promise<Subject> {
  const experiments = (await workbench.call('experiment/list', {})).map(({ id, name, runs }): Subject => ({
    ...{ kind: 'experiment', id, name },
    runIds: runs.map((run) => run.id),
  }));
  const exact = experiments.find(({ id }) => id === given);
  if (exact !== undefined) return exact;
  const runIds = (await workbench.call('run/list', {})).map(({ id }) => id);
  const matching = experiments.filter(({ id }) => id.startsWith(given));
  const beginning = runIds.filter((id) => id.startsWith(given));
  if (matching.length === 0 || runIds.includes(given)) {
    const run = await findRun(workbench, given);
    return { kind: 'run', id: run.id, name: run.name, runIds: [run.id] };
  }
  const [only] = matching;
  if (only !== undefined && matching.length + beginning.length === 1) return only;
  const all = [...matching.map(({ id }) => `experiment ${id}`), ...beginning.map((id) => `run ${id}`)];
  throw new AppError('bad-input', `"${given}" fits several: ${all.join(', ')}. Give more of the id.`);
}
