/** `dataset/list`: every registered root. */
import type { Handler } from './handler';

export const datasetList: Handler<'dataset/list'> = (_, { scans }) => scans.list();
