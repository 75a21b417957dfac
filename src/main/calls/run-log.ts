/** `run/log`: a run's log lines behind a sequence number. */
import type { Handler } from './handler';

export const runLog: Handler<'run/log'> = ({ runId, after }, { registry }) => {
  registry.runs.get(runId);
  return registry.runs.log(runId, after);
};
