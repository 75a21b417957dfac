/** Calls that hand runs on to other people's trackers. */
import { AppError } from '../../shared/errors';
import type { HandlersOf } from './handler';

export const trackerCalls: HandlersOf<'tracker' | 'mlflow'> = {
  /** In a process of its own: a run's events can be many. */
  'tracker/export': async ({ tracker, runIds, to }, { jobs, paths, registry }) => {
    const folder = await paths.allow(to);
    const runs = [...new Set(runIds)].map((id) => registry.runs.get(id));
    return jobs.run('tracker/write', { tracker, runs, to: folder });
  },

  'mlflow/send': async ({ runIds, uri }, { host, jobs, registry }) => {
    if (host.kind === 'browser') {
      const message =
        'Runs are sent to an MLflow server from the command line: `cored export-to mlflow RUN --uri ADDRESS`.';
      throw new AppError('not-permitted', message);
    }
    const runs = [...new Set(runIds)].map((id) => registry.runs.get(id));
    return jobs.run('mlflow/send', { runs, uri });
  },
};
