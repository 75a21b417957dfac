/** `run/stop`: ends a run; its last checkpoint stays. */
import { stopRun } from '../runs/control-run';
import type { Handler } from './handler';

export const runStop: Handler<'run/stop'> = async ({ runId }, { registry, supervisor }) => {
  await stopRun(registry, runId);
  await supervisor.pass();
  return registry.runs.get(runId);
};
