/** `run/resume`: lets a paused run go on, or queues one that ended early. */
import { resumeRun } from '../runs/control-run';
import type { Handler } from './handler';

export const runResume: Handler<'run/resume'> = async ({ runId }, { registry, supervisor }) => {
  await resumeRun(registry, runId);
  await supervisor.pass();
  return registry.runs.get(runId);
};
