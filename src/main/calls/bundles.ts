/** Calls about bundles: a run as one file, to be opened in another workspace. */
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../../shared/errors';
import { isAtRest } from '../../shared/run';
import { importRun } from '../runs/import-run';
import { RunFolder } from '../runs/run-folder';
import type { CallContext, HandlersOf } from './handler';

export const bundleCalls: HandlersOf<'bundle'> = {
  'bundle/export': async ({ runId, to }, { jobs, paths, push, registry }) => {
    const { state, folder } = registry.runs.get(runId);
    if (!isAtRest(state)) {
      const message = `Run "${runId}" is ${state}: its files still change. Bundle it once it has ended, or stop it first.`;
      throw new AppError('conflict', message);
    }
    const request = { runId, folder, to: await paths.allow(to) };
    return jobs.run('bundle/write', request, {
      onProgress: (progress) => push('bundle/progressed', { subject: runId, ...progress }),
    });
  },

  'bundle/import': async ({ path }, context) => {
    const { jobs, paths, push, registry, supervisor, workspace } = context;
    const into = await mkdtemp(join(workspace.runsFolder, '.bundle-'));
    try {
      const request = { path: await paths.allow(path), into };
      const { runId } = await jobs.run('bundle/unpack', request, {
        onProgress: (progress) => push('bundle/progressed', { subject: path, ...progress }),
      });
      await takeIn(context, { runId, path, into });
      await supervisor.pass();
      return registry.runs.get(runId);
    } finally {
      await rm(into, { recursive: true, force: true });
    }
  },
};

/** The folder becomes that of the run; when the registry refuses it, nothing of it stays. */
async function takeIn(
  { registry, workspace }: Pick<CallContext, 'registry' | 'workspace'>,
  { runId, path, into }: { runId: string; path: string; into: string },
): Promise<void> {
  const { id } = await new RunFolder(into).readRun();
  if (id !== runId) {
    throw new AppError('damaged', `${basename(path)} says that it holds run "${runId}", its run.json names "${id}".`);
  }
  if (registry.runs.row(runId) !== null) {
    throw new AppError('conflict', `Run "${runId}" is in this workspace already. It was left as it is.`);
  }
  const folder = join(workspace.runsFolder, runId);
  await rename(into, folder).catch((cause: unknown) => {
    throw new AppError('conflict', `The folder ${folder} is there already. Move it away first.`, { cause });
  });
  try {
    await importRun(registry, folder);
  } catch (error) {
    await registry.write(() => registry.runs.remove(runId));
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
