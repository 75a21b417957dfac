/** Calls about the bin. */
import { deleteRuns, restoreRun } from '../bin/delete-runs';
import type { CallContext, Handlers, HandlersOf } from './handler';

export const binCalls: HandlersOf<'bin'> & Pick<Handlers, 'run/delete' | 'evaluation/delete'> = {
  'bin/list': (_, { bin }) => bin.list(),

  /** Back to where it was, with all its files. */
  'bin/restore': async ({ entries }, context) => {
    const { bin, evaluations, supervisor, workspace } = context;
    const found = await entriesOf(entries, context);
    const runIds: string[] = [];
    const evaluationIds: string[] = [];
    for (const entry of found) {
      if (entry.kind === 'run') runIds.push(await restoreRun(entry, context, workspace.runsFolder));
      else evaluationIds.push(await evaluations.restore(entry, bin));
    }
    await supervisor.pass();
    return { runIds, evaluationIds };
  },

  /** Removes for ever; without entries, all of it. */
  'bin/empty': async ({ entries }, context) => {
    const { bin } = context;
    const leaving = entries === undefined ? await bin.list() : await entriesOf(entries, context);
    for (const entry of leaving) await bin.remove(entry);
    return bin.list();
  },

  'run/delete': async ({ runIds }, context) => {
    const { bin, evaluations, supervisor } = context;
    const moved = await deleteRuns(runIds, context, await evaluations.list());
    await supervisor.pass();
    return (await bin.list()).filter(({ entry }) => moved.includes(entry));
  },

  'evaluation/delete': async ({ evaluationIds }, { bin, evaluations }) => {
    const moved: string[] = [];
    for (const id of evaluationIds) moved.push(await evaluations.delete(id, bin));
    return (await bin.list()).filter(({ entry }) => moved.includes(entry));
  },
};

/** All of them are there before the first is touched. */
async function entriesOf(entries: readonly string[], { bin }: Pick<CallContext, 'bin'>) {
  const found = [];
  for (const entry of new Set(entries)) found.push(await bin.get(entry));
  return found;
}
