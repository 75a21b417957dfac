/** `task/samples`: thumbnails of a task's images, as bytes. */
import { AppError } from '../../shared/errors';
import type { Handler } from './handler';

export const taskSamples: Handler<'task/samples'> = async (
  { datasetId, task: name, split, className, count },
  { jobs, scans },
) => {
  const dataset = scans.get(datasetId);
  const task = dataset.tasks.find((candidate) => candidate.name === name);
  if (task === undefined) throw new AppError('not-found', `There is no task "${name}" in dataset "${dataset.name}".`);
  return jobs.run('task/samples', { task, split, className, count });
};
