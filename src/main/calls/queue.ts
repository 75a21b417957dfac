/** Calls about the queue: what waits, in which order, and trying again what failed. */
import { AppError } from '../../shared/errors';
import type { CallContext, HandlersOf } from './handler';

export const queueCalls: HandlersOf<'queue'> = {
  /** 1 is the next to start. */
  'queue/move': async ({ runId, to }, context) => {
    const { registry } = context;
    if (!(await registry.write(() => registry.queue.moveTo(runId, to)))) throw notWaiting(runId, context);
    return context.reader.call('queue/get', {});
  },

  /** Behind the others of that priority. */
  'queue/prioritise': async ({ runId, priority }, context) => {
    const { registry } = context;
    if (!(await registry.write(() => registry.queue.prioritise(runId, priority)))) throw notWaiting(runId, context);
    return context.reader.call('queue/get', {});
  },
};

function notWaiting(runId: string, { registry }: CallContext): AppError {
  const { state, name } = registry.runs.get(runId);
  return new AppError(
    'conflict',
    `"${name}" does not wait: it is ${state}. Only runs that wait have a place in the queue.`,
  );
}
