/** `dataset/get`: one registered root with its tasks and problems. */
import type { Handler } from './handler';

export const datasetGet: Handler<'dataset/get'> = ({ datasetId }, { scans }) => scans.get(datasetId);
