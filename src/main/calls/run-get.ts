/** `run/get`: a run with its stages, results and curves. */
import type { Handler } from './handler';

export const runGet: Handler<'run/get'> = ({ runId }, { registry }) => registry.runDetail(runId);
