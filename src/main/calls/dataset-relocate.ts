/** `dataset/relocate`: a registered dataset lies elsewhere now. */
import { rememberPlaces } from '../places/data-places';
import type { Handler } from './handler';
import { notTheSame, placeAmong } from './run-data';

/** Throws AppError where no task with the same images is there; then everything is as it was. */
export const datasetRelocate: Handler<'dataset/relocate'> = async ({ datasetId, path }, context) => {
  const { registry, scans, paths, workspace } = context;
  const before = scans.get(datasetId);
  const allowed = await paths.allow(path);
  const isNew = registry.datasets.findByPath(allowed) === null;
  const found = await scans.ready({ path: allowed });
  const places = new Map<string, string>();
  for (const task of before.tasks) {
    const place = await placeAmong(found.tasks, task);
    if (place !== null) places.set(task.fingerprint, place);
  }
  if (places.size === 0) {
    if (isNew) registry.datasets.remove(found.id);
    throw notTheSame(before.tasks, { root: found.path, tasks: found.tasks });
  }
  await rememberPlaces(workspace.path, places);
  if (found.id !== datasetId) scans.remove(datasetId);
  return found;
};
