/** `run/pause`: asks the worker to hold between two batches. */
import { pauseRun } from '../runs/control-run';
import type { Handler } from './handler';

export const runPause: Handler<'run/pause'> = async ({ runId }, { registry, supervisor }) => {
  await pauseRun(registry, runId);
  await supervisor.pass();
  return registry.runs.get(runId);
};
