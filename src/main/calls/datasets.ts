/** Calls about datasets and their tasks. */
import { resolve } from 'node:path';
import { AppError } from '../../shared/errors';
import { findTask } from '../places/find-task';
import { datasetRelocate } from './dataset-relocate';
import { refuseMissing } from './dataset-scans';
import type { HandlersOf } from './handler';

export const datasetCalls: HandlersOf<'dataset' | 'task'> = {
  /** Registers a root and starts its scan. */
  'dataset/add': async ({ path }, { paths, scans }) => scans.add(await paths.allow(path)),

  /** Looks at a registered root again. */
  'dataset/scan': ({ datasetId }, { scans }) => scans.rescan(datasetId),

  /** How a root's folders would be read, with counts; nothing is saved. */
  'dataset/propose': async ({ path, wish }, { jobs, paths }) => {
    const root = await paths.allow(path);
    await refuseMissing(root);
    const manifest = wish.manifest === undefined ? {} : { manifest: await paths.allow(resolve(root, wish.manifest)) };
    return jobs.run('dataset/propose', { root, wish: { ...wish, ...manifest }, within: paths.within });
  },

  /** Saves how the root's folders are read, or takes that away, and scans it. */
  'dataset/map': async ({ path, wish }, context) => {
    const proposal = wish && (await datasetCalls['dataset/propose']({ path, wish }, context));
    const dataset = await context.scans.map(await context.paths.allow(path), proposal?.mapping ?? null);
    if (wish !== null) await context.mappings.saveWish(dataset.id, wish);
    return dataset;
  },

  /** What a dataset's mapping was made for. */
  'dataset/wish': ({ datasetId }, { mappings }) => mappings.readWish(datasetId),

  /** Every registered root. */
  'dataset/list': (_, { scans }) => scans.list(),

  /** One registered root with its tasks and problems. */
  'dataset/get': ({ datasetId }, { scans }) => scans.get(datasetId),

  /** Forgets a root; its files and the runs over it stay. */
  'dataset/remove': async ({ datasetId }, { scans }) => {
    await scans.remove(datasetId);
    return {};
  },

  'dataset/relocate': datasetRelocate,

  /** Thumbnails of a task's images, as bytes. */
  'task/samples': async (
    { datasetId, task: name, split, className, count },
    { jobs, scans, workspace, mappings, paths },
  ) => {
    const dataset = scans.get(datasetId);
    const task = dataset.tasks.find((candidate) => candidate.name === name);
    if (task === undefined) throw new AppError('not-found', `There is no task "${name}" in dataset "${dataset.name}".`);
    const mapping = task.mapping === undefined ? null : await mappings.read(datasetId);
    const path = (await findTask(workspace.path, task)) ?? task.path;
    return jobs.run('task/samples', {
      task: { ...task, path },
      split,
      className,
      count,
      mapping,
      within: paths.within,
    });
  },
};
