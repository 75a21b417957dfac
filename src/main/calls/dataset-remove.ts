/** `dataset/remove`: forgets a root; its files and the runs over it stay. */
import type { Handler } from './handler';

export const datasetRemove: Handler<'dataset/remove'> = ({ datasetId }, { scans }) => {
  scans.remove(datasetId);
  return {};
};
