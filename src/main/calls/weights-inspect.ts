/** `weights/inspect`: says what a weights file holds. */
import type { Handler } from './handler';

export const weightsInspect: Handler<'weights/inspect'> = async ({ path }, { jobs, paths }) =>
  jobs.run('weights/inspect', { path: await paths.allow(path) });
