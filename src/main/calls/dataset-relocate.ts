/** `dataset/relocate`: a registered dataset lies elsewhere now. */
import { rememberPlaces } from '../places/data-places';
import type { Handler } from './handler';
import { dataAt, notTheSame, placeAmong } from './run-data';

/** Throws AppError where no task with the same images is there; then everything is as it was. */
export const datasetRelocate: Handler<'dataset/relocate'> = async ({ datasetId, path }, context) => {
  const { registry, scans, paths, workspace, mappings } = context;
  const before = scans.get(datasetId);
  const allowed = await paths.allow(path);
  const isNew = registry.datasets.findByPath(allowed) === null;
  const mapping = await mappings.read(datasetId);
  const found = await dataAt(allowed, mapping, context);
  const places = new Map<string, string>();
  for (const task of before.tasks) {
    const place = await placeAmong(found.tasks, task);
    if (place !== null) places.set(task.fingerprint, place);
  }
  if (places.size === 0) {
    const registered = registry.datasets.findByPath(allowed);
    if (isNew && registered !== null) await registry.write(() => registry.datasets.remove(registered.id));
    throw notTheSame(before.tasks, found);
  }
  await rememberPlaces(workspace.path, places);
  const wish = await mappings.readWish(datasetId);
  if (mapping !== null) {
    const { id } = await scans.map(allowed, mapping);
    if (wish !== null) await mappings.saveWish(id, wish);
  }
  const moved = await scans.ready({ path: allowed });
  if (moved.id !== datasetId) {
    await scans.remove(datasetId);
    await mappings.save(datasetId, null);
  }
  return moved;
};
