/** Calls about the queue: what waits, in which order, and trying again what failed. */
import { AppError } from '../../shared/errors';
import { prioritiseJob, waitsRemotely } from '../executors/control-remote';
import type { CallContext, HandlersOf } from './handler';

export const queueCalls: HandlersOf<'queue'> = {
  /** 1 is the next to start. */
  'queue/move': async ({ id, to }, context) => {
    const { registry } = context;
    if (!(await registry.write(() => registry.queue.moveTo(id, to)))) throw await notWaiting(id, context);
    return context.reader.call('queue/get', {});
  },

  /** Behind the others of that priority; Slurm is asked for one of its own. */
  'queue/prioritise': async ({ id, priority }, context) => {
    const { registry, slurm } = context;
    const run = registry.runs.find(id);
    if (run !== null && waitsRemotely(run)) await prioritiseJob(run, priority, slurm);
    else if (!(await registry.write(() => registry.queue.prioritise(id, priority))))
      throw await notWaiting(id, context);
    return context.reader.call('queue/get', {});
  },
};

async function notWaiting(id: string, { registry, evaluations }: CallContext): Promise<AppError> {
  const { state, name } = registry.runs.find(id) ?? (await evaluations.get(id));
  return new AppError('conflict', `"${name}" does not wait: it is ${state}. Only what waits has a place in the queue.`);
}
