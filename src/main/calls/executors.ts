/** Calls about executors: where runs can be started beside this machine. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { AppError, toAppError } from '../../shared/errors';
import type { ExecutorsInfo } from '../../shared/executor';
import { executorsPath, readExecutors, writeExecutors } from '../executors/executors-file';
import { SlurmMissing } from '../executors/slurm-errors';
import type { CallContext, HandlersOf } from './handler';

export const executorCalls: HandlersOf<'executor'> = {
  'executor/list': (_, context) => executorsInfo(context),

  'executor/save': async ({ executors }, context) => {
    if (context.host.roots !== null) await refuseCommands(executors, context);
    await writeExecutors(context.workspace.path, executors);
    return executorsInfo(context);
  },
};

/** What of an executor becomes a command on the cluster. */
const commands = ['startUp', 'node', 'programFolder', 'environment', 'modules'] as const;
/** As absent fields are read. */
const usual: Partial<Record<(typeof commands)[number], unknown>> = { environment: {}, modules: [] };
const Sent = z.looseObject({ id: z.string() });

/** Whoever came in through the browser server may read and write in its folders, and has no shell by that. */
async function refuseCommands(sent: readonly unknown[], { workspace }: CallContext): Promise<void> {
  const known = await readExecutors(workspace.path);
  for (const value of sent) {
    const { data: executor } = Sent.safeParse(value);
    if (executor === undefined) continue;
    const before = known.find(({ id }) => id === executor.id);
    const changed = commands.find(
      (field) => !isDeepStrictEqual(executor[field] ?? usual[field], before?.[field] ?? usual[field]),
    );
    if (changed === undefined) continue;
    throw new AppError(
      'not-permitted',
      `Executor "${executor.id}", ${changed}: what becomes a command on the cluster is not changed through the browser. ` +
        `Change it in "${executorsPath(workspace.path)}", or in the desktop program.`,
    );
  }
}

async function executorsInfo({ workspace, slurm }: CallContext): Promise<ExecutorsInfo> {
  const path = executorsPath(workspace.path);
  const version = await slurm.version().catch((error: unknown) => {
    if (error instanceof SlurmMissing) return null;
    return toAppError(error).message;
  });
  try {
    return { executors: await readExecutors(workspace.path), path, problem: null, slurm: version };
  } catch (error) {
    return { executors: [], path, problem: toAppError(error).message, slurm: version };
  }
}
