/** Calls that hand runs on to other people's trackers. */
import type { HandlersOf } from './handler';

export const trackerCalls: HandlersOf<'tracker'> = {
  /** In a process of its own: a run's events can be many. */
  'tracker/export': async ({ tracker, runIds, to }, { jobs, paths, registry }) => {
    const runs = [...new Set(runIds)].map((id) => registry.runs.get(id));
    return jobs.run('tracker/write', { tracker, runs, to: await paths.allow(to) });
  },
};
