/** Calls about the queue: what waits, in which order, and trying again what failed. */
import { AppError } from '../../shared/errors';
import { prioritiseJob, waitsRemotely } from '../executors/control-remote';
import { queueInfo } from '../experiments/queue-info';
import type { CallContext, HandlersOf } from './handler';

export const queueCalls: HandlersOf<'queue'> = {
  'queue/get': (_, context) => queueInfo(context),

  /** 1 is the next to start. */
  'queue/move': async ({ runId, to }, context) => {
    if (!context.registry.queue.moveTo(runId, to)) throw notWaiting(runId, context);
    return queueInfo(context);
  },

  /** Behind the others of that priority; Slurm is asked for one of its own. */
  'queue/prioritise': async ({ runId, priority }, context) => {
    const run = context.registry.runs.get(runId);
    if (waitsRemotely(run)) await prioritiseJob(run, priority, context.slurm);
    else if (!context.registry.queue.prioritise(runId, priority)) throw notWaiting(runId, context);
    return queueInfo(context);
  },
};

function notWaiting(runId: string, { registry }: CallContext): AppError {
  const { state, name } = registry.runs.get(runId);
  return new AppError(
    'conflict',
    `"${name}" does not wait: it is ${state}. Only runs that wait have a place in the queue.`,
  );
}
