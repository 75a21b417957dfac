/** The data of a run that have moved: found by the fingerprint of each task, and remembered for the workspace. */
import { AppError } from '../../shared/errors';
import type { ChainTask, DataPlace } from '../../shared/run';
import type { TaskScan } from '../../shared/task';
import type { DatasetMapping } from '../../shared/mapping';
import { isFolder } from '../datasets/list-images';
import { readRunMapping } from '../datasets/mapping/mapping-file';
import { rememberPlaces } from '../places/data-places';
import { findTask, movedData } from '../places/find-task';
import { placedPath } from '../places/stored-path';
import { refuseMissing } from './dataset-scans';
import type { CallContext } from './handler';

export async function dataPlaces(runId: string, { registry, workspace }: CallContext): Promise<DataPlace[]> {
  const places: DataPlace[] = [];
  for (const task of chainOf(runId, registry)) {
    const path = await findTask(workspace.path, task);
    places.push({
      name: task.name,
      path: path ?? placedPath(workspace.path, task.path),
      isThere: path !== null || (await placeRegistered(task, registry)) !== null,
    });
  }
  return places;
}

/**
 * `data`: a dataset's root that a person gives. Without it, what is missing is looked for in the registered datasets.
 * Throws AppError that names each task which is at none of these places; then nothing is remembered.
 */
export async function findRunData(
  { runId, data }: { runId: string; data?: string | undefined },
  context: CallContext,
): Promise<void> {
  const { registry, paths, workspace } = context;
  const chain = chainOf(runId, registry);
  const row = registry.runs.row(runId);
  const mapping = row === null ? null : await readRunMapping(row.folder);
  const given = data === undefined ? null : await dataAt(await paths.allow(data), mapping, context);
  const known = given?.tasks ?? registry.datasets.list().flatMap(({ tasks }) => tasks);
  const found = new Map<string, string>();
  const missing: ChainTask[] = [];
  for (const task of chain) {
    const place = await placeAmong(known, task);
    const isThere = (await findTask(workspace.path, task)) !== null;
    if (place !== null && (given !== null || !isThere)) found.set(task.fingerprint, place);
    else if (!isThere) missing.push({ ...task, path: placedPath(workspace.path, task.path) });
  }
  if (missing.length > 0 && given === null) throw movedData(missing, runId);
  if (given !== null && (missing.length > 0 || found.size === 0)) {
    throw notTheSame(missing.length > 0 ? missing : chain, given);
  }
  await rememberPlaces(workspace.path, found);
}

/** The tasks at a place: those of its scan, or as the mapping reads it that they were used with, whatever holds there now. */
export async function dataAt(
  root: string,
  mapping: DatasetMapping | null,
  { jobs, scans }: CallContext,
): Promise<{ readonly root: string; readonly tasks: readonly TaskScan[] }> {
  if (mapping === null) {
    const { path, tasks } = await scans.ready({ path: root });
    return { root: path, tasks };
  }
  await refuseMissing(root);
  const { tasks } = await jobs.run('dataset/scan', { root, mapping });
  return { root, tasks };
}

/** The folder of the task among these with the same images, whatever it is called there. */
export async function placeAmong(
  tasks: readonly TaskScan[],
  { fingerprint }: Pick<ChainTask, 'fingerprint'>,
): Promise<string | null> {
  for (const task of tasks) if (task.fingerprint === fingerprint && (await isFolder(task.path))) return task.path;
  return null;
}

/** Says of each task what was found instead. */
export function notTheSame(
  wanted: readonly Pick<ChainTask, 'name'>[],
  { root, tasks }: { root: string; tasks: readonly TaskScan[] },
): AppError {
  const names = tasks.map((task) => task.name);
  const lines = wanted.map(({ name }) =>
    names.includes(name)
      ? `Task "${name}" in "${root}" holds other images than when it was used: files were added, removed, renamed or changed.`
      : `No task in "${root}" has the images of task "${name}".`,
  );
  const holds = names.length === 0 ? 'It holds no task' : `It holds ${names.join(', ')}`;
  return new AppError(
    'bad-input',
    `${lines.join(' ')} ${holds}. Give the folder that holds the tasks with the images as they were.`,
  );
}

function chainOf(runId: string, { runs }: CallContext['registry']): readonly ChainTask[] {
  runs.get(runId);
  return runs.row(runId)?.file.chain ?? [];
}

/** The same among the tasks of the registered datasets. */
export function placeRegistered(
  task: Pick<ChainTask, 'fingerprint'>,
  { datasets }: CallContext['registry'],
): Promise<string | null> {
  const known = datasets.list().flatMap(({ tasks }) => tasks);
  return placeAmong(known, task);
}
