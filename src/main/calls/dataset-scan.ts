/** `dataset/scan`: looks at a registered root again. */
import type { Handler } from './handler';

export const datasetScan: Handler<'dataset/scan'> = ({ datasetId }, { scans }) => scans.rescan(datasetId);
