/** Where a task lies now: at the place that a person gave, where its run or dataset says, or in this workspace. */
import { existsSync } from 'node:fs';
import type { ChainTask, RunFile } from '../../shared/run';
import { AppError } from '../../shared/errors';
import { isFolder } from '../datasets/list-images';
import { readPlaces } from './data-places';
import { placedPath, workspaceOf } from './stored-path';

type Task = Pick<ChainTask, 'path' | 'fingerprint'>;

/** Absolute; null where it is at none of them. */
export async function findTask(workspace: string, { path, fingerprint }: Task): Promise<string | null> {
  const given = (await readPlaces(workspace)).get(fingerprint);
  const candidates = [given, placedPath(workspace, path), ownTail(workspace, path)];
  for (const candidate of candidates) if (candidate !== undefined && (await isFolder(candidate))) return candidate;
  return null;
}

/** The run with absolute paths of what it reads. Throws AppError 'not-found' that names each task which is not there. */
export async function placeRun(file: RunFile, runFolder: string): Promise<RunFile> {
  const workspace = workspaceOf(runFolder);
  const missing: ChainTask[] = [];
  const chain: ChainTask[] = [];
  for (const task of file.chain) {
    const path = await findTask(workspace, task);
    if (path === null) missing.push({ ...task, path: placedPath(workspace, task.path) });
    else chain.push({ ...task, path });
  }
  if (missing.length > 0) throw movedData(missing, file.id);
  const { initialWeights } = file;
  return { ...file, chain, initialWeights: initialWeights && placeWeights(workspace, initialWeights) };
}

export function movedData(missing: readonly Pick<ChainTask, 'name' | 'path'>[], runId: string): AppError {
  const named = missing.map(({ name, path }) => `The images of task "${name}" are not in "${path}" any more.`);
  return new AppError(
    'not-found',
    `${named.join(' ')} Give the folder that holds them now: cored resume ${runId} --data DIR, or "Choose the new place" on the run's page.`,
  );
}

/**
 * Older versions wrote absolute paths into a workspace that may have been moved since: `/old/place/datasets/demo/x` is
 * looked for in `datasets/demo/x` of this one.
 */
function ownTail(workspace: string, path: string): string | undefined {
  const tail = /[\\/]((?:datasets|runs)[\\/](?:(?![\\/](?:datasets|runs)[\\/]).)*)$/.exec(path)?.[1];
  return tail === undefined ? undefined : placedPath(workspace, tail.replaceAll('\\', '/'));
}

/** A file or a folder; where there is none, the path as it was given, for the message that it is missing. */
function placeWeights(workspace: string, stored: string): string {
  const path = placedPath(workspace, stored);
  const own = ownTail(workspace, stored);
  return own !== undefined && !existsSync(path) && existsSync(own) ? own : path;
}
