/** `dataset/add`: registers a root and starts its scan. */
import type { Handler } from './handler';

export const datasetAdd: Handler<'dataset/add'> = async ({ path }, { paths, scans }) =>
  scans.add(await paths.allow(path));
